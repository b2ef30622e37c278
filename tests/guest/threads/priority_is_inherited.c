// PTHREAD_PRIO_INHERIT: the owner of a lock runs with the priority of the highest of those who wait for it.
// needs: root
#include "behaviour.h"
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>

static char order[32];
static volatile int at;
static pthread_mutex_t m;
static sem_t go_middle, go_high;

static void *low(void *a)
{
	(void)a;
	pthread_mutex_lock(&m);
	order[at++] = 'l';
	sem_post(&go_high);
	order[at++] = 'L';
	sem_post(&go_middle);
	order[at++] = 'u';
	pthread_mutex_unlock(&m);
	order[at++] = 'e';
	return NULL;
}
static void *middle(void *a)
{
	(void)a;
	sem_wait(&go_middle);
	order[at++] = 'm';
	return NULL;
}
static void *high(void *a)
{
	(void)a;
	sem_wait(&go_high);
	order[at++] = 'h';
	pthread_mutex_lock(&m);
	order[at++] = 'H';
	pthread_mutex_unlock(&m);
	return NULL;
}

int main(void)
{
	cpu_set_t one;
	CPU_ZERO(&one);
	CPU_SET(0, &one);
	CHECK(sched_setaffinity(0, sizeof one, &one) == 0);
	struct sched_param p = {.sched_priority = 50};
	CHECK(sched_setscheduler(0, SCHED_FIFO, &p) == 0);
	pthread_mutexattr_t ma;
	pthread_mutexattr_init(&ma);
	for (int protocol = 0; protocol < 2; protocol++) {
		pthread_mutexattr_setprotocol(&ma, protocol ? PTHREAD_PRIO_INHERIT : PTHREAD_PRIO_NONE);
		pthread_mutex_init(&m, &ma);
		sem_init(&go_middle, 0, 0), sem_init(&go_high, 0, 0);
		pthread_attr_t attr;
		pthread_attr_init(&attr);
		pthread_attr_setinheritsched(&attr, PTHREAD_EXPLICIT_SCHED);
		pthread_attr_setschedpolicy(&attr, SCHED_FIFO);
		void *(*f[])(void *) = {high, middle, low};
		pthread_t t[3];
		for (int i = 0; i < 3; i++) {
			p.sched_priority = 30 - 10 * i;
			pthread_attr_setschedparam(&attr, &p);
			CHECK(pthread_create(&t[i], &attr, f[i], NULL) == 0);
			usleep(i < 2 ? 1000 : 0);
		}
		for (int i = 0; i < 3; i++)
			pthread_join(t[i], NULL);
		order[at++] = ' ';
	}
	printf("%s\n", order);
	return 0;
}
