// pthread_attr_setstack(3): the thread runs on it; a small stack size suffices; the guard kills one who goes below.
#include "behaviour.h"
#include <limits.h>
#include <pthread.h>
#include <sys/mman.h>

static char *stack;
static void *where(void *a)
{
	(void)a;
	char here;
	printf("on it: %d\n", &here > stack && &here < stack + 65536);
	return NULL;
}
static void deep(int n)
{
	volatile char c[1024];
	c[0] = n;
	deep(n + c[0] * 0 + 1);
	c[1] = 1;
}
static void *overflow(void *a)
{
	(void)a;
	deep(0);
	return NULL;
}
static int guarded(void)
{
	pthread_t t;
	pthread_attr_t at;
	pthread_attr_init(&at);
	pthread_attr_setstacksize(&at, 65536);
	pthread_create(&t, &at, overflow, NULL);
	pthread_join(t, NULL);
	return 0;
}

int main(void)
{
	pthread_t t;
	pthread_attr_t a;
	stack = mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	pthread_attr_init(&a);
	SHOW(pthread_attr_setstack(&a, stack, 65536));
	SHOW(pthread_create(&t, &a, where, NULL));
	SHOW(pthread_join(t, NULL));
	SHOW(munmap(stack, 65536));
	show_status(wait_status(child(guarded)));
	return 0;
}
