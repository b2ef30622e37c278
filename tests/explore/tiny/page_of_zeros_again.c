/* A thread gives the contents of a page back, while the other writes and reads it. */
#include "tiny.h"
static volatile char *page;
static void work(void)
{
	madvise((void *)page, 4096, 4);
	thread_exit();
}
static int program(void)
{
	page = mmap(0, 4096, 3, 0x22);
	page[0] = 1;
	thread(0, work);
	int value = page[0];
	page[1] = 2;
	join(0);
	return value * 16 + page[0] + page[1];
}
