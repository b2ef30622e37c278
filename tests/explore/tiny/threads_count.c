/* counter++ in two threads. */
#include "tiny.h"
static volatile int counter;
static void work(void)
{
	counter++;
	thread_exit();
}
static int program(void)
{
	thread(0, work);
	int value = counter;
	counter = value + 1;
	join(0);
	return counter;
}
