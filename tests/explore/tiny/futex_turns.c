/* A thread waits for a word that the other sets and wakes. */
#include "tiny.h"
static volatile int word;
static void work(void)
{
	word = 1;
	futex(&word, 1, 1);
	thread_exit();
}
static int program(void)
{
	thread(0, work);
	long slept = 1;
	while (!word)
		slept = futex(&word, 0, 0);
	put(slept == 0 ? 's' : slept == 1 ? 'n' : 'a');
	return 0;
}
