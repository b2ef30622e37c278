// pthread_mutexattr_*(3), pthread_condattr_*(3): defaults, what is stored, what is refused.
#include "behaviour.h"
#include <pthread.h>
#include <time.h>

#define E(call) printf("%s: %s\n", #call, strerrorname_np(call) ?: "0")
static pthread_mutexattr_t m;
static pthread_condattr_t c;
static void show(void)
{
	int type, shared, robust, protocol;
	clockid_t clock;
	pthread_mutexattr_gettype(&m, &type), pthread_mutexattr_getpshared(&m, &shared);
	pthread_mutexattr_getrobust(&m, &robust), pthread_mutexattr_getprotocol(&m, &protocol);
	printf("mutex: type %d shared %d robust %d protocol %d\n", type, shared, robust, protocol);
	pthread_condattr_getclock(&c, &clock), pthread_condattr_getpshared(&c, &shared);
	printf("condition: clock %d shared %d\n", clock, shared);
}

int main(void)
{
	E(pthread_mutexattr_init(&m));
	E(pthread_condattr_init(&c));
	show();
	E(pthread_mutexattr_settype(&m, PTHREAD_MUTEX_RECURSIVE));
	E(pthread_mutexattr_setpshared(&m, PTHREAD_PROCESS_SHARED));
	E(pthread_mutexattr_setrobust(&m, PTHREAD_MUTEX_ROBUST));
	E(pthread_mutexattr_setprotocol(&m, PTHREAD_PRIO_INHERIT));
	E(pthread_condattr_setclock(&c, CLOCK_MONOTONIC));
	E(pthread_condattr_setpshared(&c, PTHREAD_PROCESS_SHARED));
	show();
	E(pthread_mutexattr_settype(&m, -1));
	E(pthread_mutexattr_setpshared(&m, -1));
	E(pthread_mutexattr_setrobust(&m, -1));
	E(pthread_mutexattr_setprotocol(&m, -1));
	E(pthread_condattr_setclock(&c, CLOCK_BOOTTIME));
	E(pthread_condattr_setclock(&c, CLOCK_PROCESS_CPUTIME_ID));
	E(pthread_condattr_setpshared(&c, -1));
	show();
	E(pthread_mutexattr_destroy(&m));
	E(pthread_condattr_destroy(&c));
	return 0;
}
