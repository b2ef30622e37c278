// pthread_mutexattr_setprotocol(3) PTHREAD_PRIO_PROTECT: the owner runs at the ceiling; EINVAL above it; setprioceiling.
// needs: root
#include "behaviour.h"
#include <pthread.h>
#include <sched.h>

#define E(call) printf("%s: %s\n", #call, strerrorname_np(call) ?: "0")
static int priority(void)
{
	struct sched_param p;
	sched_getparam(0, &p);
	return p.sched_priority;
}

int main(void)
{
	pthread_mutexattr_t a;
	pthread_mutex_t m;
	int old;
	struct sched_param p = {.sched_priority = 5};
	CHECK(sched_setscheduler(0, SCHED_FIFO, &p) == 0);
	pthread_mutexattr_init(&a);
	E(pthread_mutexattr_setprotocol(&a, PTHREAD_PRIO_PROTECT));
	E(pthread_mutexattr_setprioceiling(&a, 10));
	E(pthread_mutex_init(&m, &a));
	E(pthread_mutex_lock(&m));
	printf("priority %d\n", priority());
	E(pthread_mutex_unlock(&m));
	printf("priority %d\n", priority());
	E(pthread_mutex_getprioceiling(&m, &old));
	printf("ceiling %d\n", old);
	E(pthread_mutex_setprioceiling(&m, 3, &old));
	printf("old %d\n", old);
	E(pthread_mutex_lock(&m));
	E(pthread_mutex_trylock(&m));
	E(pthread_mutex_setprioceiling(&m, 500, &old));
	p.sched_priority = 0;
	CHECK(sched_setscheduler(0, SCHED_OTHER, &p) == 0);
	E(pthread_mutex_lock(&m));
	E(pthread_mutex_unlock(&m));
	pthread_mutex_t plain = PTHREAD_MUTEX_INITIALIZER;
	E(pthread_mutex_getprioceiling(&plain, &old));
	return 0;
}
