// pthread_rwlock_*(3): many readers, one writer, EBUSY, EDEADLK, timed calls.
#include "behaviour.h"
#include <pthread.h>
#include <time.h>

#define E(call) printf("%s: %s\n", #call, strerrorname_np(call) ?: "0")
static pthread_rwlock_t l = PTHREAD_RWLOCK_INITIALIZER;
static struct timespec t;
static void *tries(void *a)
{
	(void)a;
	int e = pthread_rwlock_tryrdlock(&l);
	printf("tryrdlock %s\n", strerrorname_np(e) ?: "0");
	if (!e)
		pthread_rwlock_unlock(&l);
	e = pthread_rwlock_trywrlock(&l);
	printf("trywrlock %s\n", strerrorname_np(e) ?: "0");
	if (!e)
		pthread_rwlock_unlock(&l);
	clock_gettime(CLOCK_REALTIME, &t);
	t.tv_nsec += 10000000;
	if (t.tv_nsec > 999999999)
		t.tv_sec++, t.tv_nsec -= 1000000000;
	e = pthread_rwlock_timedrdlock(&l, &t);
	printf("timedrdlock %s\n", strerrorname_np(e) ?: "0");
	if (!e)
		pthread_rwlock_unlock(&l);
	e = pthread_rwlock_timedwrlock(&l, &t);
	printf("timedwrlock %s\n", strerrorname_np(e) ?: "0");
	if (!e)
		pthread_rwlock_unlock(&l);
	t.tv_nsec = -1;
	e = pthread_rwlock_timedwrlock(&l, &t);
	printf("timedwrlock %s\n", strerrorname_np(e) ?: "0");
	if (!e)
		pthread_rwlock_unlock(&l);
	return NULL;
}

int main(void)
{
	pthread_t p;
	pthread_create(&p, NULL, tries, NULL), pthread_join(p, NULL);
	E(pthread_rwlock_rdlock(&l));
	E(pthread_rwlock_rdlock(&l));
	E(pthread_rwlock_trywrlock(&l));
	pthread_create(&p, NULL, tries, NULL), pthread_join(p, NULL);
	E(pthread_rwlock_unlock(&l));
	E(pthread_rwlock_unlock(&l));
	E(pthread_rwlock_wrlock(&l));
	E(pthread_rwlock_rdlock(&l));
	E(pthread_rwlock_wrlock(&l));
	E(pthread_rwlock_tryrdlock(&l));
	pthread_create(&p, NULL, tries, NULL), pthread_join(p, NULL);
	E(pthread_rwlock_unlock(&l));
	E(pthread_rwlock_destroy(&l));
	return 0;
}
