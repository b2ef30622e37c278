// A slash is looked for before the length; what open flags a descriptor keeps; what else can be done with one.
#include "behaviour.h"
#include <mqueue.h>
int main(void)
{
	static char name[2000];
	int lengths[] = { 255, 256, 257, 1000 };
	for (int i = 0; i < 4; i++) {
		memset(name, 'x', lengths[i]);
		name[0] = '/';
		name[lengths[i]] = 0;
		SHOW(mq_unlink(name));
		name[lengths[i] / 2] = '/';
		SHOW(mq_unlink(name));
	}
	int flags[] = { O_APPEND, O_SYNC, O_NOFOLLOW, O_NOATIME, O_CLOEXEC, O_TRUNC | O_EXCL, O_DIRECT };
	for (unsigned i = 0; i < sizeof flags / sizeof *flags; i++) {
		mqd_t q = mq_open("/fp_flags", O_RDWR | O_CREAT | flags[i], 0600, NULL);
		printf("%#x: %s, %#x\n", flags[i], q == -1 ? strerrorname_np(errno) : "opened", fcntl(q, F_GETFL));
		mq_close(q);
		mq_unlink("/fp_flags");
	}
	mqd_t q = mq_open("/fp_flags", O_RDWR | O_CREAT, 0600, NULL);
	SHOW(fcntl(q, F_SETFL, O_APPEND | O_ASYNC));
	printf("%#x\n", fcntl(q, F_GETFL));
	SHOW(fsync(q));
	SHOW(fallocate(q, 0, 0, 10));
	mq_unlink("/fp_flags");
}
