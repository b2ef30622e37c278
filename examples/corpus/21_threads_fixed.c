/* 21_threads.c mended: a mutex around the counting. */
#include <pthread.h>
#include <stddef.h>

static volatile int counter;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *work(void *unused)
{
	(void)unused;
	pthread_mutex_lock(&lock);
	counter++;
	pthread_mutex_unlock(&lock);
	return NULL;
}

int main(void)
{
	pthread_t other;

	pthread_create(&other, NULL, work, NULL);
	pthread_mutex_lock(&lock);
	counter++;
	pthread_mutex_unlock(&lock);
	pthread_join(other, NULL);
	return counter != 2;
}
