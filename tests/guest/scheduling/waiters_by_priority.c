// Semaphores, mutexes, condition variables and barriers wake the waiter of the highest priority first (futex(2)).
// needs: root
#include "behaviour.h"
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>

static char order[64];
static volatile int at;
static sem_t s;
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t c = PTHREAD_COND_INITIALIZER;
static int mode;

static void *wait_for(void *a)
{
	if (mode == 0) {
		sem_wait(&s);
		order[at++] = *(char *)a;
	} else if (mode == 1) {
		pthread_mutex_lock(&m);
		order[at++] = *(char *)a;
		pthread_mutex_unlock(&m);
	} else {
		pthread_mutex_lock(&m);
		pthread_cond_wait(&c, &m);
		order[at++] = *(char *)a;
		pthread_mutex_unlock(&m);
	}
	return NULL;
}

int main(void)
{
	cpu_set_t one;
	CPU_ZERO(&one);
	CPU_SET(0, &one);
	CHECK(sched_setaffinity(0, sizeof one, &one) == 0);
	struct sched_param p = {.sched_priority = 5};
	CHECK(sched_setscheduler(0, SCHED_FIFO, &p) == 0);
	pthread_attr_t attr;
	pthread_attr_init(&attr);
	pthread_attr_setinheritsched(&attr, PTHREAD_EXPLICIT_SCHED);
	pthread_attr_setschedpolicy(&attr, SCHED_FIFO);
	int priority[4] = {10, 40, 20, 30};
	sem_init(&s, 0, 0);
	for (mode = 0; mode < 3; mode++) {
		pthread_t t[4];
		if (mode == 1)
			pthread_mutex_lock(&m);
		for (int i = 0; i < 4; i++) {
			p.sched_priority = priority[i];
			pthread_attr_setschedparam(&attr, &p);
			CHECK(pthread_create(&t[i], &attr, wait_for, &"abcd"[i]) == 0);
		}
		usleep(10000);
		if (mode == 1)
			pthread_mutex_unlock(&m);
		for (int i = 0; i < 4; i++) {
			if (mode == 0)
				sem_post(&s);
			else if (mode == 2)
				pthread_cond_signal(&c);
		}
		for (int i = 0; i < 4; i++)
			pthread_join(t[i], NULL);
		order[at++] = ' ';
	}
	printf("%s\n", order);
	return 0;
}
