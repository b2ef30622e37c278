/* A thread maps a page at an address which the other hands to the kernel, and then reads itself. */
#include "tiny.h"
static volatile char *page;
static void work(void)
{
	mmap((void *)page, 4096, 3, 0x32);
	thread_exit();
}
static int program(void)
{
	page = mmap(0, 4096, 3, 0x22);
	munmap((void *)page, 4096);
	thread(0, work);
	int written = (int)write(1, (void *)page, 1);
	int value = page[0];
	join(0);
	return written < 0 ? -written : value + 1;
}
