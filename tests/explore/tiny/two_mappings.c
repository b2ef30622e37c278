/* Two threads map memory: who gets the higher address. */
#include "tiny.h"
static volatile long other;
static void work(void)
{
	other = (long)mmap(0, 4096, 3, 0x22);
	thread_exit();
}
static int program(void)
{
	thread(0, work);
	long mine = (long)mmap(0, 8192, 3, 0x22);
	join(0);
	return mine > other ? 1 : 2;
}
