/* The thread is over when its word is read, perhaps. */
#include "tiny.h"
static volatile int word;
static void work(void)
{
	word = 1;
	word = 2;
	thread_exit();
}
static int program(void)
{
	thread(0, work);
	if (gone[0])
		word = 3;
	sched_yield();
	return word * 2 + !gone[0];
}
