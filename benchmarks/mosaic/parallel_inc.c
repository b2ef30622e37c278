/* T threads add one to a counter N times each, without a lock (MOSAIC's parallel-inc). */
#include <pthread.h>
static volatile int total;
static void *worker(void *unused)
{
	(void)unused;
	for (int i = 0; i < N; i++)
		total++;
	return NULL;
}
int main(void)
{
	pthread_t threads[T];
	for (int i = 0; i < T; i++)
		pthread_create(&threads[i], NULL, worker, NULL);
	for (int i = 0; i < T; i++)
		pthread_join(threads[i], NULL);
	return total != N * T;
}
