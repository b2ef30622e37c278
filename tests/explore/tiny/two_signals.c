/* Two kinds of signals: the last to be handled names the result. */
#include "tiny.h"
static volatile int last;
static void on_signal(int signal) { last = signal; }
static int program(void)
{
	handle(SIGUSR1, on_signal, SA_RESTART);
	handle(SIGUSR2, on_signal, SA_RESTART);
	int parent = getpid();
	if (fork() == 0) {
		kill(parent, SIGUSR1);
		kill(parent, SIGUSR2);
		_exit(0);
	}
	waitpid(-1, NULL, 0);
	return last;
}
