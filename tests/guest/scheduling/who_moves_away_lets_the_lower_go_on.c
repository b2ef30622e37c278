// sched(7), sched_setaffinity(2): a SCHED_FIFO thread that turns in a loop keeps one of lower priority from their processor, and no longer
// when it has gone to another. Bound to one processor it waits in vain for no flag that a thread on the other one sets.
// needs: root x86-64
#include "real_time.h"

static volatile int flag;

static void *set(void *unused)
{
	flag = 1;
	return unused;
}

int main(void)
{
	bind_to(1);
	take(SCHED_FIFO, 50);
	pthread_t thread = start(SCHED_FIFO, 10, 1, set, NULL);
	compute(100);
	printf("on one processor: %d\n", flag);
	bind_to(2);
	while (!flag)
		;
	printf("on two: %d\n", flag);
	pthread_join(thread, NULL);
	flag = 0;
	thread = start(SCHED_RR, 10, 1, set, NULL);
	while (!flag)
		;
	pthread_join(thread, NULL);
	printf("beside it: %d\n", flag);
}
