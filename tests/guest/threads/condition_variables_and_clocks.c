// pthread_condattr_setclock(3), pthread_cond_timedwait(3): which clock counts, ETIMEDOUT with the mutex held, EINVAL.
#include "behaviour.h"
#include <pthread.h>
#include <time.h>

#define E(call) printf("%s: %s\n", #call, strerrorname_np(call) ?: "0")
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;

int main(void)
{
	pthread_condattr_t a;
	pthread_cond_t c;
	clockid_t clock;
	struct timespec t, now;
	pthread_condattr_init(&a);
	pthread_condattr_getclock(&a, &clock);
	printf("default realtime %d\n", clock == CLOCK_REALTIME);
	E(pthread_condattr_setclock(&a, CLOCK_PROCESS_CPUTIME_ID));
	E(pthread_condattr_setclock(&a, 77));
	for (int i = 0; i < 2; i++) {
		clock = i ? CLOCK_MONOTONIC : CLOCK_REALTIME;
		E(pthread_condattr_setclock(&a, clock));
		pthread_cond_init(&c, &a);
		pthread_mutex_lock(&m);
		clock_gettime(clock, &t);
		t.tv_sec += 1;
		E(pthread_cond_timedwait(&c, &m, &t));
		clock_gettime(clock, &now);
		printf("not early %d\n", now.tv_sec > t.tv_sec || (now.tv_sec == t.tv_sec && now.tv_nsec >= t.tv_nsec));
		E(pthread_mutex_trylock(&m));
		E(pthread_cond_timedwait(&c, &m, &t));
		t.tv_nsec = -1;
		E(pthread_cond_timedwait(&c, &m, &t));
		t.tv_nsec = 1000000000;
		E(pthread_cond_timedwait(&c, &m, &t));
		t.tv_sec = -1, t.tv_nsec = 0;
		E(pthread_cond_timedwait(&c, &m, &t));
		pthread_mutex_unlock(&m);
		E(pthread_cond_destroy(&c));
	}
	E(pthread_condattr_setpshared(&a, 77));
	return 0;
}
