/* Whether a blocked signal has come when the program asks, and is thrown away when ignored. */
#include "tiny.h"
static int program(void)
{
	int parent = getpid();
	mask(BLOCK, SET(SIGUSR1));
	if (fork() == 0) {
		kill(parent, SIGUSR1);
		_exit(0);
	}
	int before = pending() != 0;
	handle(SIGUSR1, SIG_IGN, 0);
	waitpid(-1, NULL, 0);
	return before * 2 + (pending() != 0);
}
