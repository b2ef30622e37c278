/* A handler sees half of a pair. */
#include "tiny.h"
static volatile int a, b, seen = 9;
static void on_signal(int signal) { seen = signal > 0 ? a * 2 + b : 0; }
static int program(void)
{
	handle(SIGUSR1, on_signal, SA_RESTART);
	int parent = getpid();
	if (fork() == 0) {
		kill(parent, SIGUSR1);
		_exit(0);
	}
	a = 1;
	b = 1;
	waitpid(-1, NULL, 0);
	return seen;
}
