// slow
/* Ten thousand threads wait at once, on one condition; all of them go on and are joined. */
#include "behaviour.h"
#include <pthread.h>

enum { THREADS = 10000 };
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int arrived, open_now;
static long sum;
static pthread_t threads[THREADS];

static void *waits(void *number)
{
	pthread_mutex_lock(&mutex);
	if (++arrived == THREADS)
		pthread_cond_broadcast(&changed);
	while (!open_now)
		pthread_cond_wait(&changed, &mutex);
	sum += (long)number;
	pthread_mutex_unlock(&mutex);
	return number;
}

int main(void)
{
	pthread_attr_t small;
	pthread_attr_init(&small);
	pthread_attr_setstacksize(&small, 16384);
	long made = 0;
	while (made < THREADS && pthread_create(&threads[made], &small, waits, (void *)made) == 0)
		made++;
	printf("made %ld\n", made);
	pthread_mutex_lock(&mutex);
	while (arrived < made)
		pthread_cond_wait(&changed, &mutex);
	open_now = 1;
	pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&mutex);
	long wrong = 0;
	for (long i = 0; i < made; i++) {
		void *result;
		wrong += pthread_join(threads[i], &result) != 0 || (long)result != i;
	}
	printf("sum %ld, wrong %ld\n", sum, wrong);
	return 0;
}
