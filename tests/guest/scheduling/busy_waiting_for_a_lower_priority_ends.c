// A SCHED_FIFO thread that waits in a loop for what a thread of lower, or of its own, priority does: on a machine with several processors
// it sees the flag, and where there is one the others get their share of it (sched(7), "Limiting the CPU usage of real-time ... processes").
// needs: root
#include "behaviour.h"
#include <pthread.h>
#include <sched.h>

static volatile int flag;

static void *set(void *unused)
{
	for (volatile int i = 0; i < 100000; i++)
		;
	flag = 1;
	return unused;
}

static void wait_for(int policy, int priority, int yielding)
{
	struct sched_param parameter = {priority};
	pthread_attr_t attributes;
	pthread_t thread;
	pthread_attr_init(&attributes);
	pthread_attr_setinheritsched(&attributes, PTHREAD_EXPLICIT_SCHED);
	pthread_attr_setschedpolicy(&attributes, policy);
	pthread_attr_setschedparam(&attributes, &parameter);
	flag = 0;
	CHECK(pthread_create(&thread, &attributes, set, NULL) == 0);
	while (!flag)
		if (yielding)
			sched_yield();
	pthread_join(thread, NULL);
	printf("policy %d, priority %d: seen\n", policy, priority);
}

int main(void)
{
	struct sched_param parameter = {50};
	CHECK(pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameter) == 0);
	wait_for(SCHED_OTHER, 0, 0);
	wait_for(SCHED_RR, 10, 0);
	wait_for(SCHED_FIFO, 10, 1);
	wait_for(SCHED_FIFO, 49, 0);
	wait_for(SCHED_FIFO, 50, 0);
	wait_for(SCHED_FIFO, 99, 0);
	return 0;
}
