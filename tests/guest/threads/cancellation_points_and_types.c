// pthread_cancel(3): deferred until a cancellation point, at once when asynchronous, not while disabled; cleanup handlers run in
// reverse; join returns PTHREAD_CANCELED.
#include "behaviour.h"
#include <pthread.h>
#include <semaphore.h>
#include <time.h>

static sem_t ready, go;
static void clean(void *a) { printf("clean %s\n", (char *)a); }

static void *deferred(void *a)
{
	(void)a;
	pthread_cleanup_push(clean, "first");
	pthread_cleanup_push(clean, "second");
	sem_post(&ready);
	for (volatile int i = 0; i < 10000000; i++)
		;
	printf("still here\n");
	sleep(10);
	printf("not reached\n");
	pthread_cleanup_pop(0);
	pthread_cleanup_pop(0);
	return NULL;
}
static void *asynchronous(void *a)
{
	(void)a;
	pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, NULL);
	sem_post(&ready);
	for (;;)
		;
}
static void *disabled(void *a)
{
	(void)a;
	int old;
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old);
	printf("was enabled %d\n", old == PTHREAD_CANCEL_ENABLE);
	sem_post(&ready);
	sem_wait(&go);
	usleep(1000);
	printf("survived a sleep\n");
	pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, NULL);
	pthread_testcancel();
	printf("not reached\n");
	return NULL;
}
static void *itself(void *a)
{
	(void)a;
	pthread_cancel(pthread_self());
	printf("itself, deferred\n");
	pthread_testcancel();
	return NULL;
}

int main(void)
{
	sem_init(&ready, 0, 0);
	sem_init(&go, 0, 0);
	void *(*f[])(void *) = {deferred, asynchronous, disabled, itself};
	for (int i = 0; i < 4; i++) {
		pthread_t t;
		void *result;
		CHECK(pthread_create(&t, NULL, f[i], NULL) == 0);
		if (i < 3) {
			sem_wait(&ready);
			CHECK(pthread_cancel(t) == 0);
		}
		sem_post(&go);
		SHOW(pthread_join(t, &result));
		printf("cancelled %d\n", result == PTHREAD_CANCELED);
		while (sem_trywait(&go) == 0)
			;
	}
	SHOW(pthread_setcancelstate(77, NULL));
	SHOW(pthread_setcanceltype(77, NULL));
	return 0;
}
