/* A fork while another thread opens and closes: which numbers are free in the child. */
#include "tiny.h"
static void work(void)
{
	open("/dev/null", O_RDONLY, 0);
	close(0);
	thread_exit();
}
static int program(void)
{
	thread(0, work);
	int child = (int)fork();
	if (child == 0)
		_exit((int)dup(1));
	int status = 0;
	waitpid(child, &status, 0);
	join(0);
	return status >> 8;
}
