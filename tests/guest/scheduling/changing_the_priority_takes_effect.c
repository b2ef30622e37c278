// sched_setparam(2): lowered, the caller is preempted by those now above it; raising another one makes it run.
// needs: root
#include "behaviour.h"
#include <pthread.h>
#include <sched.h>

static char order[32];
static volatile int at;
static void *say(void *a)
{
	order[at++] = *(char *)a;
	return NULL;
}

int main(void)
{
	cpu_set_t one;
	CPU_ZERO(&one);
	CPU_SET(0, &one);
	CHECK(sched_setaffinity(0, sizeof one, &one) == 0);
	struct sched_param p = {.sched_priority = 30};
	CHECK(sched_setscheduler(0, SCHED_FIFO, &p) == 0);
	pthread_attr_t attr;
	pthread_attr_init(&attr);
	pthread_attr_setinheritsched(&attr, PTHREAD_EXPLICIT_SCHED);
	pthread_attr_setschedpolicy(&attr, SCHED_FIFO);
	pthread_t a, b;
	p.sched_priority = 20;
	pthread_attr_setschedparam(&attr, &p);
	CHECK(pthread_create(&a, &attr, say, "a") == 0);
	CHECK(pthread_create(&b, &attr, say, "b") == 0);
	order[at++] = '1';
	CHECK(pthread_setschedprio(b, 40) == 0);
	order[at++] = '2';
	p.sched_priority = 10;
	CHECK(sched_setparam(0, &p) == 0);
	order[at++] = '3';
	pthread_join(a, NULL);
	pthread_join(b, NULL);
	printf("%s\n", order);
	return 0;
}
