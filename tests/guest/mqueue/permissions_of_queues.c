// mq_open(3): EACCES for one without permission, with each access; O_CREAT by another user.
// needs: root
#include "behaviour.h"
#include <mqueue.h>

static char name[64];

static int nobody(void)
{
	CHECK(setuid(65534) == 0);
	SHOW(mq_open(name, O_RDONLY) == -1 ? -1 : 0);
	SHOW(mq_open(name, O_WRONLY) == -1 ? -1 : 0);
	SHOW(mq_open(name, O_RDWR) == -1 ? -1 : 0);
	SHOW(mq_unlink(name));
	return 0;
}

int main(void)
{
	snprintf(name, sizeof name, "/fp-mqperm-%d", getpid());
	for (int mode = 0600; mode <= 0606; mode += 2) {
		umask(0);
		CHECK(mq_open(name, O_CREAT | O_RDWR | O_EXCL, mode, NULL) != -1);
		printf("mode %o\n", mode);
		show_status(wait_status(child(nobody)));
		CHECK(mq_unlink(name) == 0);
	}
	return 0;
}
