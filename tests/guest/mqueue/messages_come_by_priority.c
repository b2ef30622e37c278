#include "behaviour.h"
#include <mqueue.h>

int main(void)
{
	char name[40], text[8192];
	unsigned priority;
	sprintf(name, "/fp-%d", getpid());
	mqd_t q = mq_open(name, O_RDWR | O_CREAT | O_EXCL | O_NONBLOCK, 0600, NULL);
	CHECK(q >= 0);
	SHOW(fcntl(q, F_GETFD));
	SHOW(mq_open(name, O_RDWR | O_CREAT | O_EXCL, 0600, NULL));
	SHOW(mq_send(q, "low", 3, 1));
	SHOW(mq_send(q, "high", 4, 9));
	SHOW(mq_send(q, "low again", 9, 1));
	SHOW(mq_send(q, "", 0, 5));
	SHOW(mq_send(q, "x", 1, 32768));
	SHOW(mq_send(q, text, 8193, 1));
	struct mq_attr a;
	SHOW(mq_getattr(q, &a));
	printf("%lo %ld %ld %ld\n", a.mq_flags, a.mq_maxmsg, a.mq_msgsize, a.mq_curmsgs);
	SHOW(mq_receive(q, text, 8191, &priority));
	for (int i = 0; i < 5; i++) {
		memset(text, 0, 20);
		ssize_t n = mq_receive(q, text, sizeof text, &priority);
		if (n < 0)
			printf("%s\n", strerrorname_np(errno));
		else
			printf("%zd %u %s\n", n, priority, text);
	}
	SHOW(mq_unlink(name));
	SHOW(mq_unlink(name));
	SHOW(mq_open(name, O_RDWR));
	SHOW(mq_send(q, "still there", 11, 0));
	SHOW(mq_close(q));
	SHOW(mq_close(q));
	SHOW(mq_send(1, "x", 1, 0));
}
