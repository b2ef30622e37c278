/* Two signals of one kind: delivered once or twice. */
#include "tiny.h"
static volatile int count;
static void on_signal(int signal) { count += signal > 0; }
static int program(void)
{
	handle(SIGUSR1, on_signal, SA_RESTART);
	int parent = getpid();
	if (fork() == 0) {
		kill(parent, SIGUSR1);
		kill(parent, SIGUSR1);
		_exit(0);
	}
	waitpid(-1, NULL, 0);
	return count;
}
