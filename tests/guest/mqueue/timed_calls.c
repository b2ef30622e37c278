// mq_timedsend(3), mq_timedreceive(3): a timeout in the past, bad nanoseconds, and that none is looked at when nothing waits.
#include "behaviour.h"
#include <mqueue.h>
#include <time.h>

static void nothing(int s) { (void)s; }

int main(void)
{
	char name[64], buffer[16];
	snprintf(name, sizeof name, "/fp-timed-%d", getpid());
	struct mq_attr a = {.mq_maxmsg = 1, .mq_msgsize = 16};
	mqd_t q = mq_open(name, O_CREAT | O_RDWR, 0600, &a);
	struct timespec t = {0, -1}, now;
	SHOW(mq_timedreceive(q, buffer, 16, NULL, &t));
	SHOW(mq_timedsend(q, "a", 1, 0, &t));
	t.tv_nsec = 0;
	SHOW(mq_timedsend(q, "a", 1, 0, &t));
	SHOW(mq_timedsend(q, "a", 1, 0, &t));
	t.tv_nsec = 1000000000;
	SHOW(mq_timedsend(q, "a", 1, 0, &t));
	SHOW(mq_timedreceive(q, buffer, 16, NULL, &t));
	t.tv_sec = -1, t.tv_nsec = 0;
	SHOW(mq_timedreceive(q, buffer, 16, NULL, &t));
	t.tv_sec = 0;
	SHOW(mq_timedreceive(q, buffer, 16, NULL, &t));
	SHOW(mq_timedreceive(q, buffer, 16, NULL, &t));
	clock_gettime(CLOCK_REALTIME, &t);
	t.tv_sec += 1;
	SHOW(mq_timedreceive(q, buffer, 16, NULL, &t));
	clock_gettime(CLOCK_REALTIME, &now);
	printf("not early: %d\n", now.tv_sec > t.tv_sec || (now.tv_sec == t.tv_sec && now.tv_nsec >= t.tv_nsec));
	struct sigaction act = {.sa_handler = nothing};
	sigaction(SIGALRM, &act, NULL);
	alarm(1);
	t.tv_sec += 10;
	SHOW(mq_timedreceive(q, buffer, 16, NULL, &t));
	alarm(1);
	SHOW(mq_receive(q, buffer, 16, NULL));
	act.sa_flags = SA_RESTART;
	sigaction(SIGALRM, &act, NULL);
	alarm(1);
	clock_gettime(CLOCK_REALTIME, &t);
	t.tv_sec += 2;
	SHOW(mq_timedreceive(q, buffer, 16, NULL, &t));
	mq_unlink(name);
	return 0;
}
