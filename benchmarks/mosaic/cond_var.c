/* Producers and consumers that share one condition variable and wake anyone: with two of a kind, all may sleep (MOSAIC's cond-var). */
#include <pthread.h>
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int count;
static void *worker(void *argument)
{
	int delta = *(int *)argument;
	for (int i = 0; i < N; i++) {
		pthread_mutex_lock(&mutex);
		while (count + delta < 0 || count + delta > 1)
			pthread_cond_wait(&changed, &mutex);
		count += delta;
		pthread_cond_signal(&changed);
		pthread_mutex_unlock(&mutex);
	}
	return NULL;
}
int main(void)
{
	static int produce = 1, consume = -1;
	pthread_t threads[PRODUCERS + CONSUMERS];
	for (int i = 0; i < PRODUCERS + CONSUMERS; i++)
		pthread_create(&threads[i], NULL, worker, i < PRODUCERS ? &produce : &consume);
	for (int i = 0; i < PRODUCERS + CONSUMERS; i++)
		pthread_join(threads[i], NULL);
	return 0;
}
