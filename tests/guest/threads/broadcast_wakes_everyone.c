// pthread_cond_broadcast(3), pthread_cond_signal(3): none is remembered; one token a signal, everyone at a broadcast.
#include "behaviour.h"
#include <pthread.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t c = PTHREAD_COND_INITIALIZER, changed = PTHREAD_COND_INITIALIZER;
static int waiting, tokens, over, took;
static void *wait_for_token(void *a)
{
	pthread_mutex_lock(&m);
	waiting++;
	pthread_cond_signal(&changed);
	while (!tokens && !over)
		pthread_cond_wait(&c, &m);
	waiting--;
	if (tokens)
		tokens--, took++;
	pthread_cond_signal(&changed);
	pthread_mutex_unlock(&m);
	return a;
}

int main(void)
{
	pthread_t t[5];
	SHOW(pthread_cond_signal(&c)); /* nobody waits: lost */
	SHOW(pthread_cond_broadcast(&c));
	for (int i = 0; i < 5; i++)
		CHECK(pthread_create(&t[i], NULL, wait_for_token, NULL) == 0);
	pthread_mutex_lock(&m);
	while (waiting < 5)
		pthread_cond_wait(&changed, &m);
	for (int i = 1; i < 3; i++) {
		tokens = 1;
		SHOW(pthread_cond_signal(&c));
		while (took < i)
			pthread_cond_wait(&changed, &m);
		printf("still waiting %d\n", waiting);
	}
	over = 1;
	SHOW(pthread_cond_broadcast(&c));
	pthread_mutex_unlock(&m);
	for (int i = 0; i < 5; i++)
		pthread_join(t[i], NULL);
	printf("waiting %d, took %d\n", waiting, took);
	SHOW(pthread_cond_destroy(&c));
	return 0;
}
