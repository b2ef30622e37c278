// pthread_exit(3) in main: its cleanup handlers run and its value is joined; atexit handlers wait for the last thread.
#include "behaviour.h"
#include <pthread.h>

static pthread_t first;
static void clean(void *a) { printf("clean %s\n", (char *)a); }
static void at_end(void) { printf("end of the process\n"); }
static void *join_first(void *a)
{
	void *result;
	SHOW(pthread_join(first, &result));
	printf("value %s\n", (char *)result);
	return a;
}

int main(void)
{
	pthread_t t;
	first = pthread_self();
	CHECK(atexit(at_end) == 0);
	CHECK(pthread_create(&t, NULL, join_first, NULL) == 0);
	pthread_cleanup_push(clean, "first");
	pthread_exit("of main");
	pthread_cleanup_pop(0);
	return 5;
}
