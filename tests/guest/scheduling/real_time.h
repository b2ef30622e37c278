/* Threads with real-time priorities, and the processors they are bound to. */
#include "behaviour.h"
#include <pthread.h>
#include <sched.h>
#include <time.h>

static inline void bind_to(unsigned long processors)
{
	CHECK(syscall(SYS_sched_setaffinity, 0, sizeof processors, &processors) == 0);
}

static inline void take(int policy, int priority)
{
	struct sched_param parameter = {priority};
	CHECK(pthread_setschedparam(pthread_self(), policy, &parameter) == 0);
}

/* Bound to `processors` from its first instruction on; 0: to what its maker may use. */
static inline pthread_t start(int policy, int priority, unsigned long processors, void *(*run)(void *), void *argument)
{
	struct sched_param parameter = {priority};
	pthread_attr_t attributes;
	pthread_t thread;
	cpu_set_t set;
	CPU_ZERO(&set);
	pthread_attr_init(&attributes);
	pthread_attr_setinheritsched(&attributes, PTHREAD_EXPLICIT_SCHED);
	pthread_attr_setschedpolicy(&attributes, policy);
	pthread_attr_setschedparam(&attributes, &parameter);
	for (int i = 0; i < 64; i++)
		if (processors >> i & 1)
			CPU_SET(i, &set);
	if (processors)
		pthread_attr_setaffinity_np(&attributes, sizeof set, &set);
	CHECK(pthread_create(&thread, &attributes, run, argument) == 0);
	return thread;
}

static inline void rest(int milliseconds)
{
	struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000};
	nanosleep(&time, NULL);
}

static inline void compute(int milliseconds)
{
	struct timespec begin, now;
	clock_gettime(CLOCK_MONOTONIC, &begin);
	do
		clock_gettime(CLOCK_MONOTONIC, &now);
	while ((now.tv_sec - begin.tv_sec) * 1000 + (now.tv_nsec - begin.tv_nsec) / 1000000 < milliseconds);
}
