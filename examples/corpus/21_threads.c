/* counter++ in two threads: one of the two is lost. */
#include <pthread.h>
#include <stddef.h>

static volatile int counter;

static void *work(void *unused)
{
	(void)unused;
	counter++;
	return NULL;
}

int main(void)
{
	pthread_t other;

	pthread_create(&other, NULL, work, NULL);
	counter++;
	pthread_join(other, NULL);
	return counter != 2;
}
