/* The lost wake-up, mended. */
#include "tiny.h"
static volatile int done;
static void on_child(int signal) { done = signal; }
static int program(void)
{
	mask(BLOCK, SET(SIGCHLD));
	handle(SIGCHLD, on_child, 0);
	if (fork() == 0)
		_exit(0);
	while (!done)
		suspend(0);
	return 0;
}
