/* A signal that is there already makes fork begin again behind the handler: the child has what the handler left. */
#include "tiny.h"
static volatile int begun, seen;
static void on_signal(int signal) { seen = begun + (signal > 0); }
static int program(void)
{
	int parent = (int)getpid(), status = 0;
	handle(SIGUSR1, on_signal, SA_RESTART);
	if (fork() == 0)
		_exit((int)kill(parent, SIGUSR1));
	begun = 1;
	int child = (int)fork();
	if (child == 0)
		_exit(seen);
	waitpid(child, &status, 0);
	return status >> 8;
}
