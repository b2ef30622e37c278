/* The lost wake-up: a signal between the test and pause(). */
#include "tiny.h"
static volatile int done;
static void on_child(int signal) { done = signal; }
static int program(void)
{
	handle(SIGCHLD, on_child, 0);
	if (fork() == 0)
		_exit(0);
	if (!done)
		pause();
	return 0;
}
