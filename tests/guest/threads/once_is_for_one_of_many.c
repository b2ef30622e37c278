// pthread_once(3): the routine runs once among six threads, and is over before any of them goes on.
#include "behaviour.h"
#include <pthread.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_barrier_t start;
static int calls, done, late[6];
static void routine(void)
{
	calls++;
	for (int i = 0; i < 20; i++)
		sched_yield();
	done = 1;
}
static void *run(void *a)
{
	pthread_barrier_wait(&start);
	CHECK(pthread_once(&once, routine) == 0);
	*(int *)a = done;
	return NULL;
}

int main(void)
{
	pthread_t t[6];
	pthread_barrier_init(&start, NULL, 6);
	for (int i = 0; i < 6; i++)
		CHECK(pthread_create(&t[i], NULL, run, &late[i]) == 0);
	for (int i = 0; i < 6; i++)
		pthread_join(t[i], NULL);
	printf("calls %d\n", calls);
	for (int i = 0; i < 6; i++)
		printf("saw the end %d\n", late[i]);
	return 0;
}
