/* One thread changes the directory, the other creates a file. */
#include "tiny.h"
static void work(void)
{
	chdir("d");
	thread_exit();
}
static int program(void)
{
	mkdir("d", 0700);
	thread(0, work);
	open("f", O_RDWR | O_CREAT, 0600);
	join(0);
	return open("f", O_RDONLY, 0) >= 0 ? 1 : 0;
}
