/* counter++ in a handler and in the program. */
#include "tiny.h"
static volatile int counter;
static void on_child(int signal) { counter += signal > 0; }
static int program(void)
{
	handle(SIGCHLD, on_child, SA_RESTART);
	if (fork() == 0)
		_exit(0);
	int value = counter;
	counter = value + 1;
	waitpid(-1, NULL, 0);
	return counter;
}
