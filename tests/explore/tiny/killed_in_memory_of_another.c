/* A process that runs in its parent's memory is killed: what it wrote by then is there. */
#include "tiny.h"
static volatile int x __attribute__((aligned(64))), y __attribute__((aligned(64)));
static void work(void)
{
	x = 1;
	y = 1;
	_exit(0);
}
static int program(void)
{
	void **top = (void **)(stacks[0] + sizeof stacks[0] - 16);
	*top = (void *)work;
	int child = (int)start_thread(0x100 | SIGCHLD, top, NULL, NULL); /* CLONE_VM */
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	return x * 2 + y;
}
