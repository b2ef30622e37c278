#include "behaviour.h"
#include <mqueue.h>
#include <time.h>

static mqd_t q;
static int sender(void)
{
	SHOW(mq_send(q, "third", 5, 0));
	return 0;
}

static int receiver(void)
{
	char text[16] = "";
	SHOW(mq_receive(q, text, sizeof text, NULL));
	printf("%s\n", text);
	return 0;
}

int main(void)
{
	char name[40], text[16] = "";
	sprintf(name, "/fp-%d", getpid());
	struct mq_attr a = { .mq_maxmsg = 2, .mq_msgsize = 16 };
	q = mq_open(name, O_RDWR | O_CREAT, 0600, &a);
	CHECK(q >= 0);
	mq_unlink(name);
	SHOW(mq_send(q, "first", 5, 0));
	SHOW(mq_send(q, "second", 6, 0));
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	SHOW(mq_timedsend(q, "x", 1, 0, &t));
	t.tv_nsec = -1;
	SHOW(mq_timedsend(q, "x", 1, 0, &t));
	pid_t pid = child(sender);
	usleep(20000);
	SHOW(waitpid(pid, NULL, WNOHANG));
	SHOW(mq_receive(q, text, sizeof text, NULL));
	show_status(wait_status(pid));
	SHOW(mq_receive(q, text, sizeof text, NULL));
	SHOW(mq_receive(q, text, sizeof text, NULL));
	t.tv_nsec = 0;
	SHOW(mq_timedreceive(q, text, sizeof text, NULL, &t));
	pid = child(receiver);
	usleep(20000);
	SHOW(mq_send(q, "for you", 7, 0));
	show_status(wait_status(pid));
	a.mq_flags = O_NONBLOCK;
	SHOW(mq_setattr(q, &a, NULL));
	SHOW(mq_receive(q, text, sizeof text, NULL));
	a.mq_flags = O_APPEND;
	SHOW(mq_setattr(q, &a, NULL));
}
