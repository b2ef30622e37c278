// needs: root
#include "behaviour.h"
#include <mqueue.h>

int main(void)
{
	SHOW(mq_open("noslash", O_RDWR));
	SHOW(mq_open("/a/b", O_RDWR | O_CREAT, 0600, NULL));
	SHOW(mq_open("/", O_RDWR | O_CREAT, 0600, NULL));
	SHOW(syscall(SYS_mq_open, "", O_RDWR | O_CREAT, 0600, NULL));
	SHOW(syscall(SYS_mq_open, "..", O_RDWR | O_CREAT, 0600, NULL));
	char name[300];
	memset(name, 'n', sizeof name);
	name[0] = '/';
	name[299] = 0;
	SHOW(mq_open(name, O_RDWR | O_CREAT, 0600, NULL));
	CHECK(setresuid(1000, 1000, 1000) == 0);
	struct mq_attr a = { .mq_maxmsg = 11, .mq_msgsize = 10 };
	sprintf(name, "/fp-%d", getpid());
	SHOW(mq_open(name, O_RDWR | O_CREAT, 0600, &a));
	a.mq_maxmsg = 0;
	SHOW(mq_open(name, O_RDWR | O_CREAT, 0600, &a));
	a.mq_maxmsg = 10;
	a.mq_msgsize = 8193;
	SHOW(mq_open(name, O_RDWR | O_CREAT, 0600, &a));
	mqd_t q = mq_open(name, O_RDONLY | O_CREAT, 0400, NULL);
	CHECK(q >= 0);
	SHOW(mq_send(q, "x", 1, 0));
	SHOW(mq_open(name, O_WRONLY));
	SHOW(mq_unlink(name));
}
