// pthread_mutex_clocklock(3), pthread_cond_clockwait(3), pthread_rwlock_clock*lock(3), sem_clockwait(3): past times and bad clocks.
#include "behaviour.h"
#include <pthread.h>
#include <semaphore.h>

#define E(call) printf("%s: %s\n", #call, strerrorname_np(call) ?: "0")
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t l = PTHREAD_RWLOCK_INITIALIZER;
static pthread_cond_t c = PTHREAD_COND_INITIALIZER;
static void *other(void *a)
{
	clockid_t clocks[] = {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_BOOTTIME, 77};
	struct timespec past = {0, 1};
	for (int i = 0; i < 4; i++) {
		printf("clock %d\n", clocks[i]);
		E(pthread_mutex_clocklock(&m, clocks[i], &past));
		E(pthread_rwlock_clockrdlock(&l, clocks[i], &past));
		E(pthread_rwlock_clockwrlock(&l, clocks[i], &past));
	}
	return a;
}

int main(void)
{
	pthread_t t;
	sem_t s;
	struct timespec past = {0, 1};
	sem_init(&s, 0, 1);
	pthread_mutex_lock(&m), pthread_rwlock_wrlock(&l);
	CHECK(pthread_create(&t, NULL, other, NULL) == 0);
	pthread_join(t, NULL);
	E(pthread_cond_clockwait(&c, &m, CLOCK_MONOTONIC, &past));
	E(pthread_cond_clockwait(&c, &m, CLOCK_REALTIME, &past));
	E(pthread_cond_clockwait(&c, &m, CLOCK_BOOTTIME, &past));
	SHOW(sem_clockwait(&s, CLOCK_MONOTONIC, &past));
	SHOW(sem_clockwait(&s, CLOCK_MONOTONIC, &past));
	SHOW(sem_clockwait(&s, CLOCK_REALTIME, &past));
	SHOW(sem_clockwait(&s, CLOCK_BOOTTIME, &past));
	past.tv_nsec = -1;
	SHOW(sem_clockwait(&s, CLOCK_MONOTONIC, &past));
	E(pthread_cond_clockwait(&c, &m, CLOCK_MONOTONIC, &past));
	return 0;
}
