/* Two threads move the end of the heap. */
#include "tiny.h"
static volatile long start;
static void work(void)
{
	long now = brk(0);
	brk(now + 4096);
	thread_exit();
}
static int program(void)
{
	start = brk(0);
	thread(0, work);
	long now = brk(0);
	brk(now + 4096);
	join(0);
	return (int)((brk(0) - start) / 4096);
}
