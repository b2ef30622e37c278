// sched(7): a thread of a higher static priority that becomes runnable preempts the running one at once.
// needs: root
#include "behaviour.h"
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>

static sem_t go;
static char order[16];
static volatile int at;

static void *high(void *a)
{
	(void)a;
	sem_wait(&go);
	order[at++] = 'h';
	return NULL;
}

int main(void)
{
	cpu_set_t one;
	CPU_ZERO(&one);
	CPU_SET(0, &one);
	CHECK(sched_setaffinity(0, sizeof one, &one) == 0);
	struct sched_param p = {.sched_priority = 10};
	CHECK(sched_setscheduler(0, SCHED_FIFO, &p) == 0);
	sem_init(&go, 0, 0);
	pthread_attr_t attr;
	pthread_attr_init(&attr);
	pthread_attr_setinheritsched(&attr, PTHREAD_EXPLICIT_SCHED);
	pthread_attr_setschedpolicy(&attr, SCHED_FIFO);
	p.sched_priority = 20;
	pthread_attr_setschedparam(&attr, &p);
	pthread_t t;
	CHECK(pthread_create(&t, &attr, high, NULL) == 0);
	order[at++] = '1';
	sem_post(&go);
	order[at++] = '2';
	pthread_join(t, NULL);
	printf("%s\n", order);
	return 0;
}
