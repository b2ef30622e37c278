/* Each writes one word and reads the other's: both zero is not possible here. */
#include "tiny.h"
static int program(void)
{
	volatile int *s = shared();
	if (fork() == 0) {
		s[0] = 1;
		s[2] = s[1];
		_exit(0);
	}
	s[1] = 1;
	int mine = s[0];
	waitpid(-1, NULL, 0);
	return mine * 2 + s[2];
}
