/* Two variables are written in one stretch of user code, and read in two, with a call between. */
#include "tiny.h"
static volatile int x __attribute__((aligned(64))), y __attribute__((aligned(64)));
static volatile int seen __attribute__((aligned(64)));
static void work(void)
{
	int first = x;
	getppid();
	seen = first * 2 + y;
	thread_exit();
}
static int program(void)
{
	thread(0, work);
	x = 1;
	y = 1;
	join(0);
	return seen;
}
