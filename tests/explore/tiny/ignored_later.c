/* A signal arrives before it is ignored, or after. */
#include "tiny.h"
static void on_signal(int signal) { put(signal == SIGUSR1 ? 'h' : '?'); }
static int program(void)
{
	int parent = getpid();
	handle(SIGUSR1, on_signal, SA_RESTART);
	if (fork() == 0) {
		kill(parent, SIGUSR1);
		_exit(0);
	}
	handle(SIGUSR1, SIG_IGN, 0);
	waitpid(-1, NULL, 0);
	return 0;
}
