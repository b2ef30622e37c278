// slow
/* 1,500 threads of one process at once, each with its own stack and number; then they end together. */
#include "behaviour.h"
#include <pthread.h>

#define MANY 1500
static pthread_t threads[MANY];
static int numbers[MANY];
static pthread_barrier_t barrier;
static int running;

static void *body(void *argument)
{
	int me = (int)(long)argument;
	numbers[me] = gettid();
	__atomic_add_fetch(&running, 1, __ATOMIC_SEQ_CST);
	pthread_barrier_wait(&barrier);
	return (void *)(long)(me + 1);
}

static int compare(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }

int main(void)
{
	pthread_attr_t attributes;
	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, 65536);
	pthread_barrier_init(&barrier, NULL, MANY + 1);
	for (long i = 0; i < MANY; i++)
		CHECK(pthread_create(&threads[i], &attributes, body, (void *)i) == 0);
	pthread_barrier_wait(&barrier);
	long sum = 0;
	for (int i = 0; i < MANY; i++) {
		void *result;
		CHECK(pthread_join(threads[i], &result) == 0);
		sum += (long)result;
	}
	qsort(numbers, MANY, sizeof *numbers, compare);
	int twice = 0;
	for (int i = 1; i < MANY; i++)
		twice += numbers[i] == numbers[i - 1];
	printf("%d ran, results add up to %ld, numbers given twice %d\n", running, sum, twice);
	return 0;
}
