/* A fork while another thread writes two variables, in different words: the child has none, the first, or both. */
#include "tiny.h"
static volatile int x __attribute__((aligned(64))), y __attribute__((aligned(64)));
static void work(void)
{
	x = 1;
	y = 2;
	thread_exit();
}
static int program(void)
{
	thread(0, work);
	int child = (int)fork();
	if (child == 0)
		_exit(x + y);
	int status = 0;
	waitpid(child, &status, 0);
	join(0);
	return status >> 8;
}
