// pthread_attr_setguardsize(3): a stack that overflows runs into the guard: SIGSEGV for the process.
// flags: -Wno-infinite-recursion
#include "behaviour.h"
#include <pthread.h>
#include <sys/resource.h>

static int deeper(volatile char *above)
{
	volatile char frame[512];
	frame[0] = above[0] + 1;
	return deeper(frame) + frame[0];
}
static void *overflow(void *a)
{
	volatile char first[1] = {0};
	deeper(first);
	return a;
}
static int run(void)
{
	pthread_attr_t a;
	pthread_t t;
	struct rlimit none = {0, 0};
	setrlimit(RLIMIT_CORE, &none);
	pthread_attr_init(&a);
	SHOW(pthread_attr_setstacksize(&a, 65536));
	SHOW(pthread_attr_setguardsize(&a, 8192));
	fflush(stdout);
	CHECK(pthread_create(&t, &a, overflow, NULL) == 0);
	pthread_join(t, NULL);
	return 0;
}

int main(void)
{
	show_status(wait_status(child(run)));
	return 0;
}
