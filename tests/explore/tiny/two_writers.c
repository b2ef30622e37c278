/* Two processes write to one stream. */
#include "tiny.h"
static int program(void)
{
	if (fork() == 0) {
		put('a');
		put('b');
		_exit(0);
	}
	put('1');
	put('2');
	waitpid(-1, NULL, 0);
	return 0;
}
