// sched_yield(2): to the end of the queue for its static priority; with nobody there it goes on.
// needs: root
#include "behaviour.h"
#include <pthread.h>
#include <sched.h>

static char order[32];
static volatile int at;

static void *say(void *a)
{
	for (int i = 0; i < 3; i++) {
		order[at++] = *(char *)a;
		sched_yield();
	}
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
	pthread_t t[3];
	int priority[3] = {30, 30, 20};
	for (int i = 0; i < 3; i++) {
		p.sched_priority = priority[i];
		pthread_attr_setschedparam(&attr, &p);
		CHECK(pthread_create(&t[i], &attr, say, &"abc"[i]) == 0);
	}
	order[at++] = '.';
	sched_yield();
	order[at++] = '.';
	for (int i = 0; i < 3; i++)
		pthread_join(t[i], NULL);
	printf("%s\n", order);
	return 0;
}
