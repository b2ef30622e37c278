// pthread_join(3), pthread_detach(3), pthread_tryjoin_np(3), pthread_timedjoin_np(3): values, EDEADLK, EINVAL, EBUSY, ETIMEDOUT.
#include "behaviour.h"
#include <pthread.h>
#include <semaphore.h>
#include <time.h>

static sem_t go;
static pthread_t first;
static void *waits(void *a) { sem_wait(&go); return a; }
static void *detached(void *a) { sem_post(&go); return a; }

int main(void)
{
	pthread_t t;
	void *r;
	sem_init(&go, 0, 0);
	first = pthread_self();
	printf("self %s\n", strerrorname_np(pthread_join(first, NULL)));
	pthread_create(&t, NULL, waits, (void *)5L);
	printf("try %s\n", strerrorname_np(pthread_tryjoin_np(t, &r)));
	struct timespec ts;
	clock_gettime(CLOCK_REALTIME, &ts);
	ts.tv_sec++;
	printf("timed %s\n", strerrorname_np(pthread_timedjoin_np(t, &r, &ts)));
	sem_post(&go);
	SHOW(pthread_join(t, &r));
	printf("value %ld\n", (long)r);
	pthread_create(&t, NULL, waits, NULL);
	SHOW(pthread_detach(t));
	printf("again %s\n", strerrorname_np(pthread_detach(t)));
	printf("join %s\n", strerrorname_np(pthread_join(t, NULL)));
	sem_post(&go);
	pthread_attr_t a;
	pthread_attr_init(&a);
	pthread_attr_setdetachstate(&a, PTHREAD_CREATE_DETACHED);
	SHOW(pthread_create(&t, &a, detached, NULL));
	sem_wait(&go);
	usleep(10000);
	return 0;
}
