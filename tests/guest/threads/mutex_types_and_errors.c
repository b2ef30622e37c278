// pthread_mutex_lock(3), pthread_mutex_unlock(3): normal, error-checking, recursive: relock, unlock by another, trylock.
#include "behaviour.h"
#include <pthread.h>
#include <time.h>

#define E(call) printf("%s: %s\n", #call, strerrorname_np(call) ?: "0")
static pthread_mutex_t m;
static void *other(void *a)
{
	(void)a;
	E(pthread_mutex_trylock(&m));
	E(pthread_mutex_unlock(&m));
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	t.tv_nsec += 20000000;
	if (t.tv_nsec >= 1000000000)
		t.tv_sec++, t.tv_nsec -= 1000000000;
	E(pthread_mutex_timedlock(&m, &t));
	t.tv_nsec = -1;
	E(pthread_mutex_timedlock(&m, &t));
	t.tv_nsec = 1000000000;
	E(pthread_mutex_timedlock(&m, &t));
	t.tv_nsec = 0, t.tv_sec = 0;
	E(pthread_mutex_timedlock(&m, &t));
	return NULL;
}

int main(void)
{
	pthread_mutexattr_t a;
	int types[] = {PTHREAD_MUTEX_ERRORCHECK, PTHREAD_MUTEX_RECURSIVE};
	for (int i = 0; i < 2; i++) {
		pthread_mutexattr_init(&a);
		E(pthread_mutexattr_settype(&a, types[i]));
		E(pthread_mutex_init(&m, &a));
		E(pthread_mutex_unlock(&m));
		E(pthread_mutex_lock(&m));
		E(pthread_mutex_lock(&m));
		E(pthread_mutex_trylock(&m));
		pthread_t t;
		pthread_create(&t, NULL, other, NULL);
		pthread_join(t, NULL);
		E(pthread_mutex_destroy(&m));
		E(pthread_mutex_unlock(&m));
		E(pthread_mutex_unlock(&m));
		E(pthread_mutex_unlock(&m));
		E(pthread_mutex_unlock(&m));
		E(pthread_mutex_destroy(&m));
	}
	E(pthread_mutexattr_settype(&a, 77));
	E(pthread_mutexattr_setpshared(&a, 77));
	E(pthread_mutexattr_setprotocol(&a, 77));
	E(pthread_mutexattr_setrobust(&a, 77));
	E(pthread_mutexattr_setprioceiling(&a, 0));
	E(pthread_mutexattr_setprioceiling(&a, 100));
	E(pthread_mutexattr_setprioceiling(&a, 99));
	return 0;
}
