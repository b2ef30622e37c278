/* A thread that takes a lock, looks, and lets it go again and again without a pause keeps nobody out of it for ever. */
#include "behaviour.h"
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int done;

static void *work(void *unused)
{
	for (int i = 0; i < 20; i++) {
		pthread_mutex_lock(&lock);
		done++;
		pthread_mutex_unlock(&lock);
	}
	return unused;
}

static int looked(void)
{
	pthread_mutex_lock(&lock);
	int seen = done;
	for (volatile int i = 0; i < 20; i++) /* most of the time is with the lock */
		;
	pthread_mutex_unlock(&lock);
	return seen;
}

int main(void)
{
	pthread_t workers[3];
	for (int i = 0; i < 3; i++)
		CHECK(pthread_create(&workers[i], NULL, work, NULL) == 0);
	while (looked() < 60)
		;
	for (int i = 0; i < 3; i++)
		CHECK(pthread_join(workers[i], NULL) == 0);
	printf("%d\n", done);
	return 0;
}
