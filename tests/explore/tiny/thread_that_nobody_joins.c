/* A thread ends or not before its process does, and its word is read late. */
#include "tiny.h"
static volatile int word;
static void work(void)
{
	word = 1;
	thread_exit();
}
static int program(void)
{
	thread(0, work);
	put('a');
	return word;
}
