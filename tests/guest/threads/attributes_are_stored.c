// pthread_attr_*(3): each attribute's default, what is stored, what is refused.
#include "behaviour.h"
#include <limits.h>
#include <pthread.h>

#define E(call) printf("%s: %s\n", #call, strerrorname_np(call) ?: "0")

int main(void)
{
	pthread_attr_t a;
	int v;
	size_t n;
	void *p;
	E(pthread_attr_init(&a));
	pthread_attr_getdetachstate(&a, &v), printf("%d\n", v == PTHREAD_CREATE_JOINABLE);
	pthread_attr_getinheritsched(&a, &v), printf("%d\n", v == PTHREAD_INHERIT_SCHED);
	pthread_attr_getschedpolicy(&a, &v), printf("%d\n", v);
	pthread_attr_getscope(&a, &v), printf("%d\n", v == PTHREAD_SCOPE_SYSTEM);
	pthread_attr_getstacksize(&a, &n), printf("%zu\n", n);
	pthread_attr_getguardsize(&a, &n), printf("%zu\n", n);
	struct sched_param s;
	pthread_attr_getschedparam(&a, &s), printf("%d\n", s.sched_priority);
	E(pthread_attr_setdetachstate(&a, PTHREAD_CREATE_DETACHED));
	E(pthread_attr_setdetachstate(&a, 77));
	E(pthread_attr_setinheritsched(&a, PTHREAD_EXPLICIT_SCHED));
	E(pthread_attr_setinheritsched(&a, 77));
	E(pthread_attr_setschedpolicy(&a, SCHED_RR));
	E(pthread_attr_setschedpolicy(&a, 77));
	s.sched_priority = 50;
	E(pthread_attr_setschedparam(&a, &s));
	s.sched_priority = 500;
	E(pthread_attr_setschedparam(&a, &s));
	E(pthread_attr_setscope(&a, PTHREAD_SCOPE_PROCESS));
	E(pthread_attr_setscope(&a, 77));
	E(pthread_attr_setstacksize(&a, PTHREAD_STACK_MIN - 1));
	E(pthread_attr_setstacksize(&a, PTHREAD_STACK_MIN));
	E(pthread_attr_setguardsize(&a, 12345));
	pthread_attr_getguardsize(&a, &n), printf("%zu\n", n);
	E(pthread_attr_getstack(&a, &p, &n));
	E(pthread_attr_destroy(&a));
	pthread_getattr_np(pthread_self(), &a);
	pthread_attr_getdetachstate(&a, &v), printf("%d\n", v == PTHREAD_CREATE_JOINABLE);
	pthread_attr_getstack(&a, &p, &n);
	printf("on the stack: %d\n", (char *)p < (char *)&a && (char *)&a < (char *)p + n);
	return 0;
}
