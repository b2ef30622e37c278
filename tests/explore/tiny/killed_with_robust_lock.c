/* A child is killed anywhere around a lock that the kernel is to let go: what its list said by then, in memory of its own, decides. */
#include "tiny.h"
static struct { void *next; long offset; void *pending; } list = { &list, 0, NULL };
static int program(void)
{
	volatile int *s = shared();
	int child = fork();
	if (child == 0) {
		int me = (int)getpid();
		call3(273, (long)&list, sizeof list, 0);
		*(void *volatile *)&list.pending = (void *)s;
		s[0] = me;
		*(void *volatile *)&list.pending = NULL;
		s[0] = 0;
		_exit(0);
	}
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	return s[0] == 0 ? 0 : s[0] == child ? 1 : 2;
}
