// mq_open(3): each error it names, the defaults without attributes, and the modes that limit send and receive.
#include "behaviour.h"
#include <limits.h>
#include <mqueue.h>

static char name[64];

static long try_open(const char *n, int flags, struct mq_attr *a)
{
	mqd_t q = mq_open(n, flags, 0600, a);
	if (q == -1)
		return -1;
	mq_close(q);
	return 0;
}

int main(void)
{
	snprintf(name, sizeof name, "/fp-open-%d", getpid());
	struct mq_attr a = {.mq_maxmsg = 2, .mq_msgsize = 16};
	SHOW(try_open(name, O_RDWR, NULL));
	SHOW(try_open("noslash", O_RDWR | O_CREAT, NULL));
	mq_unlink("/noslash"); // musl makes it
	SHOW(try_open("/", O_RDWR | O_CREAT, NULL));
	SHOW(try_open("/a/b", O_RDWR | O_CREAT, NULL));
	char longname[NAME_MAX + 20];
	memset(longname, 'a', sizeof longname);
	longname[0] = '/';
	longname[sizeof longname - 1] = 0;
	SHOW(try_open(longname, O_RDWR | O_CREAT, NULL));
	SHOW(mq_unlink(longname));
	a.mq_maxmsg = 0;
	SHOW(try_open(name, O_RDWR | O_CREAT, &a));
	a.mq_maxmsg = -1;
	SHOW(try_open(name, O_RDWR | O_CREAT, &a));
	a.mq_maxmsg = 2, a.mq_msgsize = -1;
	SHOW(try_open(name, O_RDWR | O_CREAT, &a));
	a.mq_msgsize = 0;
	SHOW(try_open(name, O_RDWR | O_CREAT, &a));
	a.mq_msgsize = 16;
	SHOW(try_open(name, O_RDWR | O_CREAT | O_EXCL, &a));
	SHOW(try_open(name, O_RDWR | O_CREAT | O_EXCL, &a));
	SHOW(try_open(name, O_RDWR | O_CREAT, NULL));
	SHOW(try_open(name, 3, NULL));
	char buffer[64];
	unsigned priority;
	mqd_t r = mq_open(name, O_RDONLY), w = mq_open(name, O_WRONLY | O_NONBLOCK);
	SHOW(mq_send(r, "x", 1, 0));
	SHOW(mq_receive(w, buffer, sizeof buffer, &priority));
	SHOW(mq_send(w, buffer, 17, 0));
	SHOW(mq_send(w, "x", 1, MQ_PRIO_MAX));
	SHOW(mq_send(w, "x", 1, MQ_PRIO_MAX - 1));
	SHOW(mq_send(w, "", 0, 0));
	SHOW(mq_send(w, "x", 1, 0));
	SHOW(mq_receive(r, buffer, 15, &priority));
	SHOW(mq_receive(r, buffer, 16, &priority));
	printf("priority %u\n", priority);
	SHOW(mq_receive(r, buffer, sizeof buffer, NULL));
	SHOW(mq_send(-1, "x", 1, 0));
	SHOW(mq_receive(-1, buffer, 64, NULL));
	SHOW(mq_unlink(name));
	printf("sysconf %ld %ld\n", sysconf(_SC_MQ_OPEN_MAX), sysconf(_SC_MQ_PRIO_MAX));
	mqd_t d = mq_open(name, O_RDWR | O_CREAT, 0600, NULL);
	mq_getattr(d, &a);
	printf("defaults %ld %ld\n", a.mq_maxmsg, a.mq_msgsize);
	mq_unlink(name);
	return 0;
}
