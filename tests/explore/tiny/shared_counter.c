/* counter++ in two processes that share memory. */
#include "tiny.h"
static int program(void)
{
	volatile int *s = shared();
	int child = fork();
	int value = *s;
	*s = value + 1;
	if (child == 0)
		_exit(0);
	waitpid(-1, NULL, 0);
	return *s;
}
