// slow
/* Forty threads that do nothing but count get their turns, and stop soon after they are told to. */
#include "behaviour.h"
#include <pthread.h>

enum { THREADS = 40 };
static volatile int stop;
static volatile long counts[THREADS];

static void *count(void *number)
{
	while (!stop)
		counts[(long)number]++;
	return NULL;
}

int main(void)
{
	pthread_t threads[THREADS];
	int never = 0;
	for (long i = 0; i < THREADS; i++)
		CHECK(pthread_create(&threads[i], NULL, count, (void *)i) == 0);
	sleep(1);
	stop = 1;
	for (int i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
		never += counts[i] == 0;
	}
	printf("never ran: %d\n", never);
	return 0;
}
