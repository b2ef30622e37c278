// sigaltstack(2): a new thread does not inherit the alternate stack of its creator; a child of fork does.
#include "behaviour.h"
#include <pthread.h>

static char stack[65536];
static void show(const char *who)
{
	stack_t s;
	CHECK(sigaltstack(NULL, &s) == 0);
	printf("%s: own %d disabled %d size %d\n", who, s.ss_sp == stack, !!(s.ss_flags & SS_DISABLE), (int)s.ss_size);
}
static void *run(void *a)
{
	show("thread");
	stack_t s = {.ss_sp = stack + 32768, .ss_size = 32768};
	SHOW(sigaltstack(&s, NULL));
	return a;
}
static int forked(void)
{
	show("child");
	return 0;
}

int main(void)
{
	pthread_t t;
	stack_t s = {.ss_sp = stack, .ss_size = 32768};
	SHOW(sigaltstack(&s, NULL));
	CHECK(pthread_create(&t, NULL, run, NULL) == 0);
	pthread_join(t, NULL);
	show("first");
	show_status(wait_status(child(forked)));
	return 0;
}
