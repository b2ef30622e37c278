// pthread_atfork(3): prepare handlers in reverse, the others in order of registration.
#include "behaviour.h"
#include <pthread.h>

#define H(n) \
	static void prepare##n(void) { printf("prepare " #n "\n"); fflush(stdout); } \
	static void parent##n(void) { printf("parent " #n "\n"); } \
	static void child##n(void) { printf("child " #n "\n"); }
H(1)
H(2)
H(3)
static int nothing(void) { return 3; }

int main(void)
{
	SHOW(pthread_atfork(prepare1, parent1, child1));
	SHOW(pthread_atfork(prepare2, parent2, child2));
	SHOW(pthread_atfork(NULL, NULL, NULL));
	SHOW(pthread_atfork(prepare3, NULL, child3));
	fflush(stdout);
	pid_t p = fork();
	if (!p) {
		fflush(stdout);
		_exit(nothing());
	}
	int s = wait_status(p);
	show_status(s);
	return 0;
}
