/* A thread makes a page read-only that the other writes. */
#include "tiny.h"
static volatile char *page;
static void work(void)
{
	mprotect((void *)page, 4096, 1);
	thread_exit();
}
static int program(void)
{
	page = mmap(0, 4096, 3, 0x22);
	thread(0, work);
	page[0] = 5;
	join(0);
	return page[0];
}
