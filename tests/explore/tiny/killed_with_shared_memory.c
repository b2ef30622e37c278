/* A child is killed after or before it wrote to shared memory. */
#include "tiny.h"
static int program(void)
{
	volatile int *s = shared();
	int child = fork();
	if (child == 0) {
		s[0] = 1;
		s[1] = 1;
		_exit(0);
	}
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	return s[0] * 2 + s[1];
}
