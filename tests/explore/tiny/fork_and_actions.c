/* A fork while another thread has a signal ignored: the child dies of it or not. */
#include "tiny.h"
static void work(void)
{
	handle(SIGUSR1, SIG_IGN, 0);
	thread_exit();
}
static int program(void)
{
	thread(0, work);
	int child = (int)fork();
	if (child == 0) {
		kill((int)getpid(), SIGUSR1);
		_exit(3);
	}
	int status = 0;
	waitpid(child, &status, 0);
	join(0);
	return (status >> 8) + (status & 127);
}
