/* A thread takes a page away which the other reads, itself or by a call. */
#include "tiny.h"
static volatile char *page;
static void work(void)
{
	munmap((void *)page, 4096);
	thread_exit();
}
static int program(void)
{
	page = shared();
	thread(0, work);
	int written = (int)write(1, (void *)page, 1);
	int value = page[0];
	join(0);
	return written < 0 ? -written : value + 1;
}
