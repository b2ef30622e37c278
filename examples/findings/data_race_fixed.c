/* The flag is atomic: who sees it set sees what was written before. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

static _Atomic int ready;
static int *value;

static void *reader(void *unused)
{
	int there = atomic_load_explicit(&ready, memory_order_acquire);

	return !there || *value == 7 ? NULL : unused;
}

int main(void)
{
	pthread_t other;

	value = malloc(sizeof *value);
	pthread_create(&other, NULL, reader, NULL);
	*value = 7;
	atomic_store_explicit(&ready, 1, memory_order_release);
	pthread_join(other, NULL);
	free(value);
	return 0;
}
