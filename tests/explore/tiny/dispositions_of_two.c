/* Two processes share their dispositions, without being threads of one. */
#include "tiny.h"
static void work(void)
{
	handle(SIGUSR1, SIG_IGN, 0);
	_exit(0);
}
static int program(void)
{
	void **top = (void **)(stacks[0] + sizeof stacks[0] - 16);
	*top = (void *)work;
	start_thread(0x100 | 0x800 | SIGCHLD, top, NULL, NULL); /* CLONE_VM | CLONE_SIGHAND */
	kill((int)getpid(), SIGUSR1);
	waitpid(-1, NULL, 0);
	return 3;
}
