// Thirty threads pass a semaphore of three places: never more than three are inside.
#include "behaviour.h"
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>

static sem_t places;
static atomic_int inside, most, passed;

static void *pass(void *a)
{
	(void)a;
	for (int i = 0; i < 20; i++) {
		while (sem_wait(&places))
			;
		int now = atomic_fetch_add(&inside, 1) + 1;
		int m = most;
		while (now > m && !atomic_compare_exchange_weak(&most, &m, now))
			;
		sched_yield();
		atomic_fetch_sub(&inside, 1);
		atomic_fetch_add(&passed, 1);
		sem_post(&places);
	}
	return NULL;
}

int main(void)
{
	pthread_t t[30];
	sem_init(&places, 0, 3);
	for (int i = 0; i < 30; i++)
		CHECK(pthread_create(&t[i], NULL, pass, NULL) == 0);
	for (int i = 0; i < 30; i++)
		pthread_join(t[i], NULL);
	printf("passed %d, never more than 3: %d\n", passed, most <= 3);
	return 0;
}
