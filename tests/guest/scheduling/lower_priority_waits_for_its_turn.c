// sched(7): a thread created with a lower priority does not run before its creator blocks; an equal one waits in line.
// needs: root
#include "behaviour.h"
#include <pthread.h>
#include <sched.h>

static char order[16];
static volatile int at;

static void *say(void *a)
{
	order[at++] = *(char *)a;
	return NULL;
}

int main(void)
{
	cpu_set_t one;
	CPU_ZERO(&one);
	CPU_SET(0, &one);
	CHECK(sched_setaffinity(0, sizeof one, &one) == 0);
	struct sched_param p = {.sched_priority = 30};
	CHECK(sched_setscheduler(0, SCHED_FIFO, &p) == 0);
	pthread_attr_t attr;
	pthread_attr_init(&attr);
	pthread_attr_setinheritsched(&attr, PTHREAD_EXPLICIT_SCHED);
	pthread_attr_setschedpolicy(&attr, SCHED_FIFO);
	pthread_t t[5];
	int priority[5] = {10, 30, 20, 30, 10};
	for (int i = 0; i < 5; i++) {
		p.sched_priority = priority[i];
		pthread_attr_setschedparam(&attr, &p);
		CHECK(pthread_create(&t[i], &attr, say, &"abcde"[i]) == 0);
	}
	for (volatile long i = 0; i < 3000000; i++)
		;
	order[at++] = '.';
	for (int i = 0; i < 5; i++)
		pthread_join(t[i], NULL);
	printf("%s\n", order);
	return 0;
}
