// pthread_cond_wait(3): a waiter that is cancelled has the mutex again when its cleanup handlers run.
#include "behaviour.h"
#include <pthread.h>

static pthread_mutex_t m = PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP;
static pthread_cond_t c = PTHREAD_COND_INITIALIZER, ready = PTHREAD_COND_INITIALIZER;
static int waiting;
static void clean(void *a)
{
	(void)a;
	printf("relock: %s\n", strerrorname_np(pthread_mutex_lock(&m)));
	printf("unlock: %d\n", pthread_mutex_unlock(&m));
	printf("again: %s\n", strerrorname_np(pthread_mutex_unlock(&m)));
}
static void *run(void *a)
{
	pthread_mutex_lock(&m);
	pthread_cleanup_push(clean, NULL);
	waiting = 1;
	pthread_cond_signal(&ready);
	for (;;)
		pthread_cond_wait(&c, &m);
	pthread_cleanup_pop(0);
	return a;
}

int main(void)
{
	pthread_t t;
	void *result;
	CHECK(pthread_create(&t, NULL, run, NULL) == 0);
	pthread_mutex_lock(&m);
	while (!waiting)
		pthread_cond_wait(&ready, &m);
	SHOW(pthread_cancel(t));
	pthread_mutex_unlock(&m);
	SHOW(pthread_join(t, &result));
	printf("cancelled %d\n", result == PTHREAD_CANCELED);
	SHOW(pthread_mutex_trylock(&m));
	return 0;
}
