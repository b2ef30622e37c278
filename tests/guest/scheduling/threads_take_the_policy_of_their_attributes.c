// pthread_attr_setinheritsched(3): explicit attributes or the creator's; changed afterwards by pthread_setschedparam(3).
// needs: root
#include "behaviour.h"
#include <pthread.h>

#define E(call) printf("%s: %s\n", #call, strerrorname_np(call) ?: "0")
static void *show(void *a)
{
	int policy;
	struct sched_param p;
	CHECK(pthread_getschedparam(pthread_self(), &policy, &p) == 0);
	printf("%s: policy %d priority %d, kernel %d\n", (char *)a, policy, p.sched_priority, sched_getscheduler(0));
	return NULL;
}
static void run(pthread_attr_t *a, char *what)
{
	pthread_t t;
	CHECK(pthread_create(&t, a, show, what) == 0);
	pthread_join(t, NULL);
}

int main(void)
{
	pthread_attr_t a;
	struct sched_param p = {.sched_priority = 7};
	pthread_attr_init(&a);
	E(pthread_attr_setschedpolicy(&a, SCHED_FIFO));
	E(pthread_attr_setschedparam(&a, &p));
	run(&a, "not asked for");
	E(pthread_attr_setinheritsched(&a, PTHREAD_EXPLICIT_SCHED));
	run(&a, "explicit");
	p.sched_priority = 3;
	E(pthread_setschedparam(pthread_self(), SCHED_RR, &p));
	show("creator");
	run(NULL, "inherited");
	E(pthread_setschedprio(pthread_self(), 4));
	E(pthread_setschedprio(pthread_self(), 100));
	show("creator");
	E(pthread_setschedparam(pthread_self(), SCHED_OTHER, &p));
	E(pthread_setschedparam(pthread_self(), 77, &p));
	p.sched_priority = 0;
	E(pthread_setschedparam(pthread_self(), SCHED_BATCH, &p));
	E(pthread_setschedprio(pthread_self(), 1));
	run(NULL, "inherited");
	return 0;
}
