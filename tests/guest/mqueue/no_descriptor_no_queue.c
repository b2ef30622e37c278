// slow
/* mq_open(3), EMFILE: where there is no descriptor for it no queue is made.  And ioctl(2) of a queue, FIONREAD, as of a regular file. */
#include "behaviour.h"
#include <mqueue.h>
#include <sys/ioctl.h>
#include <sys/resource.h>

int main(void)
{
	struct mq_attr shape = {.mq_maxmsg = 2, .mq_msgsize = 8};
	mq_unlink("/fp-none"), mq_unlink("/fp-one");
	mqd_t q = mq_open("/fp-one", O_CREAT | O_RDWR, 0600, &shape);
	CHECK(q != -1);
	int bytes = -1;
	SHOW(ioctl(q, FIONREAD, &bytes));
	char text[30];
	CHECK(read(q, text, 30) == 30);
	int left = -1;
	SHOW(ioctl(q, FIONREAD, &left));
	printf("%d, then %d\n", bytes, left);
	struct rlimit none = {q, q};
	CHECK(setrlimit(RLIMIT_NOFILE, &none) == 0);
	SHOW(mq_open("/fp-none", O_CREAT | O_RDWR, 0600, &shape));
	SHOW(mq_open("/fp-none", O_RDWR));
	SHOW(mq_open("/fp-one", O_RDWR));
	SHOW(mq_unlink("/fp-none"));
	SHOW(mq_unlink("/fp-one"));
	char link[40], name[40] = "";
	sprintf(link, "/proc/self/fd/%d", q);
	CHECK(readlink(link, name, sizeof name - 1) > 0);
	printf("%s\n", name);
	return 0;
}
