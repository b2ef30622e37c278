/* A thread writes a variable by way of /proc/self/mem while another reads it. */
#include "tiny.h"
static volatile int x __attribute__((aligned(64)));
static void work(void)
{
	int one = 1, fd = (int)open("/proc/self/mem", O_RDWR, 0);
	DELAY();
	call6(18, fd, (long)&one, sizeof one, (long)&x, 0, 0); /* pwrite64 */
	thread_exit();
}
static int program(void)
{
	thread(0, work);
	int before = x;
	getppid();
	int after = x;
	join(0);
	return before * 2 + after;
}
