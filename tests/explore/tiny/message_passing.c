/* Data, then flag: who sees the flag sees the data. */
#include "tiny.h"
static int program(void)
{
	volatile int *s = shared();
	if (fork() == 0) {
		s[0] = 1;
		s[1] = 1;
		_exit(0);
	}
	int flag = s[1], data = s[0];
	waitpid(-1, NULL, 0);
	return flag * 2 + data;
}
