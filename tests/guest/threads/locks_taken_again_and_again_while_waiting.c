/* Threads that look at a word under a lock until somebody sets it: whoever sets it gets the lock in the end, and in time. */
#include "behaviour.h"
#include <pthread.h>
#include <time.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int over;

static void *look(void *unused)
{
	for (;;) {
		pthread_mutex_lock(&lock);
		int seen = over;
		pthread_mutex_unlock(&lock);
		if (seen)
			return NULL;
	}
}

int main(void)
{
	pthread_t threads[5];
	struct timespec begin, end;
	clock_gettime(CLOCK_MONOTONIC, &begin);
	for (int i = 0; i < 5; i++)
		CHECK(pthread_create(&threads[i], NULL, look, NULL) == 0);
	sleep(2);
	pthread_mutex_lock(&lock);
	over = 1;
	pthread_mutex_unlock(&lock);
	for (int i = 0; i < 5; i++)
		CHECK(pthread_join(threads[i], NULL) == 0);
	clock_gettime(CLOCK_MONOTONIC, &end);
	printf("within ten seconds: %d\n", end.tv_sec - begin.tv_sec < 10);
	return 0;
}
