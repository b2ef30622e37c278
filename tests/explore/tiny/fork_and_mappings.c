/* A fork while another thread unmaps a page: the child has it or not. */
#include "tiny.h"
static volatile char *page;
static void work(void)
{
	munmap((void *)page, 4096);
	thread_exit();
}
static int program(void)
{
	page = mmap(0, 4096, 3, 0x22);
	thread(0, work);
	int child = (int)fork();
	if (child == 0)
		_exit(page[0] + 3);
	int status = 0;
	waitpid(child, &status, 0);
	join(0);
	return (status >> 8) + (status & 127);
}
