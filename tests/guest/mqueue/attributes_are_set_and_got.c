// mq_getattr(3), mq_setattr(3): only O_NONBLOCK changes; what mq_setattr ignores; errors.
#include "behaviour.h"
#include <mqueue.h>

static void show_attributes(mqd_t q)
{
	struct mq_attr a;
	SHOW(mq_getattr(q, &a));
	printf("flags %lx maxmsg %ld msgsize %ld current %ld\n", a.mq_flags, a.mq_maxmsg, a.mq_msgsize, a.mq_curmsgs);
}

int main(void)
{
	char name[64];
	snprintf(name, sizeof name, "/fp-attr-%d", getpid());
	struct mq_attr a = {.mq_maxmsg = 4, .mq_msgsize = 32, .mq_flags = O_NONBLOCK, .mq_curmsgs = 3};
	mqd_t q = mq_open(name, O_CREAT | O_RDWR, 0600, &a);
	CHECK(q != -1);
	show_attributes(q);
	struct mq_attr b = {.mq_flags = O_NONBLOCK, .mq_maxmsg = 99, .mq_msgsize = 99, .mq_curmsgs = 99}, old;
	SHOW(mq_setattr(q, &b, &old));
	printf("old flags %lx maxmsg %ld\n", old.mq_flags, old.mq_maxmsg);
	show_attributes(q);
	b.mq_flags = 0xffff;
	SHOW(mq_setattr(q, &b, NULL));
	show_attributes(q);
	b.mq_flags = 0;
	SHOW(mq_setattr(q, &b, NULL));
	show_attributes(q);
	mqd_t other = mq_open(name, O_RDONLY | O_NONBLOCK);
	show_attributes(other);
	show_attributes(q);
	mq_close(other);
	SHOW(mq_getattr(-1, &a));
	SHOW(mq_setattr(-1, &a, NULL));
	int fd = open("/dev/null", O_RDONLY);
	SHOW(mq_getattr(fd, &a));
	SHOW(mq_close(q));
	SHOW(mq_close(q));
	SHOW(mq_getattr(q, &a));
	SHOW(mq_unlink(name));
	SHOW(mq_unlink(name));
	return 0;
}
