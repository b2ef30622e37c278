/* read() of a pipe that a handler may interrupt. */
#include "tiny.h"
static void on_signal(int signal) { (void)signal; }
static int program(void)
{
	int ends[2], parent = getpid();
	pipe2(ends, 0);
	handle(SIGUSR1, on_signal, 0);
	if (fork() == 0) {
		kill(parent, SIGUSR1);
		write(ends[1], "x", 1);
		_exit(0);
	}
	char c;
	return read(ends[0], &c, 1) == 1;
}
