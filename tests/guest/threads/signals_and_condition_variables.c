// pthread_cond_wait(3): a handler that runs meanwhile does not end the wait with EINTR.
#include "behaviour.h"
#include <pthread.h>
#include <semaphore.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t c = PTHREAD_COND_INITIALIZER;
static volatile int handled, ready;
static void handler(int s) { (void)s; handled++; }
static void *waits(void *a)
{
	(void)a;
	int e = 0;
	pthread_mutex_lock(&m);
	while (!ready && !e)
		e = pthread_cond_wait(&c, &m);
	pthread_mutex_unlock(&m);
	printf("result %d\n", e);
	return NULL;
}

int main(void)
{
	struct sigaction a = {.sa_handler = handler};
	sigaction(SIGUSR1, &a, NULL);
	pthread_t t;
	pthread_create(&t, NULL, waits, NULL);
	for (int i = 0; i < 5; i++) {
		usleep(20000);
		pthread_kill(t, SIGUSR1);
	}
	usleep(20000);
	pthread_mutex_lock(&m);
	ready = 1;
	pthread_cond_broadcast(&c);
	pthread_mutex_unlock(&m);
	pthread_join(t, NULL);
	printf("handled %d\n", handled);
	return 0;
}
