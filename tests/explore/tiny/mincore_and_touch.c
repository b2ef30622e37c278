/* One process brings a page in while another asks whether it is there. */
#include "tiny.h"
static int program(void)
{
	volatile char *s = shared();
	if (fork() == 0) {
		s[0] = 1;
		_exit(0);
	}
	unsigned char there = 9;
	DELAY();
	call3(27, (long)s, 4096, (long)&there);
	waitpid(-1, NULL, 0);
	return there;
}
