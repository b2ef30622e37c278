// pthread_barrier_wait(3): one gets PTHREAD_BARRIER_SERIAL_THREAD, again and again; EINVAL for a count of 0.
#include "behaviour.h"
#include <pthread.h>
#include <stdatomic.h>

static pthread_barrier_t b;
static atomic_int serial, others;
static void *cross(void *a)
{
	for (int i = 0; i < 10; i++)
		if (pthread_barrier_wait(&b) == PTHREAD_BARRIER_SERIAL_THREAD)
			serial++;
		else
			others++;
	return a;
}

int main(void)
{
	pthread_t t[5];
	printf("%s\n", strerrorname_np(pthread_barrier_init(&b, NULL, 0)));
	SHOW(pthread_barrier_init(&b, NULL, 5));
	for (int i = 0; i < 5; i++)
		pthread_create(&t[i], NULL, cross, NULL);
	for (int i = 0; i < 5; i++)
		pthread_join(t[i], NULL);
	printf("serial %d others %d\n", serial, others);
	SHOW(pthread_barrier_destroy(&b));
	pthread_barrier_t *s;
	(void)s;
	return 0;
}
