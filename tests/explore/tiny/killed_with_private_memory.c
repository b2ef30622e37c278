/* A process of two threads is killed: of what they wrote, only the words that another process maps too outlive it. */
#include "tiny.h"
static volatile int x __attribute__((aligned(64))), y __attribute__((aligned(64)));
static volatile int *s;
static void work(void)
{
	x = 1;
	s[0] = x;
	y = 1;
	s[2] = y;
	thread_exit();
}
static int program(void)
{
	s = shared();
	int child = fork();
	if (child == 0) {
		thread(0, work);
		join(0);
		_exit(0);
	}
	kill(child, SIGTERM);
	waitpid(child, NULL, 0);
	return s[0] * 2 + s[2];
}
