// pthread_create(3): EAGAIN at RLIMIT_NPROC, EPERM for a policy without privilege, EINVAL for bad attributes.
// needs: root
#include "behaviour.h"
#include <pthread.h>
#include <sys/resource.h>

static void *nothing(void *a) { return a; }

static int nobody(void)
{
	pthread_t t;
	struct rlimit r = {1, 1};
	CHECK(setrlimit(RLIMIT_NPROC, &r) == 0);
	CHECK(setuid(54321) == 0);
	printf("%s\n", strerrorname_np(pthread_create(&t, NULL, nothing, NULL)));
	return 0;
}
static int policy(void)
{
	pthread_t t;
	pthread_attr_t a;
	struct sched_param s = {.sched_priority = 3};
	CHECK(setuid(54321) == 0);
	pthread_attr_init(&a);
	pthread_attr_setinheritsched(&a, PTHREAD_EXPLICIT_SCHED);
	pthread_attr_setschedpolicy(&a, SCHED_FIFO);
	pthread_attr_setschedparam(&a, &s);
	printf("%s\n", strerrorname_np(pthread_create(&t, &a, nothing, NULL)));
	return 0;
}

int main(void)
{
	show_status(wait_status(child(nobody)));
	show_status(wait_status(child(policy)));
	return 0;
}
