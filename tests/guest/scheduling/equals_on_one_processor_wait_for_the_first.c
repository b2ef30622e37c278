// slow
// needs: root
/* sched(7), SCHED_FIFO: "it runs until either it is blocked by an I/O request, it is preempted by a higher priority thread, or it calls
 * sched_yield(2)": on the processor that they share, neither an equal nor one of a lower priority gets a turn beside a thread that
 * never waits, however long that goes on. */
#include "behaviour.h"
#include <pthread.h>
#include <sched.h>

static volatile int stop;
static volatile char ran[4];

static void *work(void *which)
{
	do
		ran[(long)which] = 1;
	while (!stop);
	return NULL;
}

static pthread_t start(int policy, int priority, long which)
{
	pthread_attr_t attributes;
	struct sched_param param = {priority};
	pthread_t thread;
	pthread_attr_init(&attributes);
	pthread_attr_setinheritsched(&attributes, PTHREAD_EXPLICIT_SCHED);
	pthread_attr_setschedpolicy(&attributes, policy);
	pthread_attr_setschedparam(&attributes, &param);
	CHECK(pthread_create(&thread, &attributes, work, (void *)which) == 0);
	return thread;
}

int main(void)
{
	cpu_set_t one;
	struct sched_param param = {50};
	CPU_ZERO(&one);
	CPU_SET(0, &one);
	CHECK(sched_setaffinity(0, sizeof one, &one) == 0);
	CHECK(sched_setscheduler(0, SCHED_FIFO, &param) == 0);
	sleep(1);
	pthread_t threads[] = {start(SCHED_FIFO, 20, 0), start(SCHED_FIFO, 20, 1), start(SCHED_RR, 20, 2), start(SCHED_FIFO, 10, 3)};
	sleep(3);
	printf("%d %d %d %d\n", ran[0], ran[1], ran[2], ran[3]);
	stop = 1;
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	return 0;
}
