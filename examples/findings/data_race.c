/* A flag says that a value is there: but nothing says that the flag comes after the value. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

static volatile int ready;
static int *value;

static void *reader(void *unused)
{
	return !ready || *value == 7 ? NULL : unused;
}

int main(void)
{
	pthread_t other;

	value = malloc(sizeof *value);
	pthread_create(&other, NULL, reader, NULL);
	*value = 7;
	ready = 1;
	pthread_join(other, NULL);
	free(value);
	return 0;
}
