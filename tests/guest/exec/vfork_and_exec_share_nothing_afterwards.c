#include "again.h"
static volatile int shared = 1;
int main(int argc, char **argv)
{
	if (again(argc, argv, "after"))
		return shared + 10;
	fflush(stdout);
	pid_t c = vfork();
	if (!c) {
		shared = 2;
		execl("/proc/self/exe", "x", "after", NULL);
		_exit(98);
	}
	printf("parent sees %d\n", shared);
	show_status(wait_status(c));
	c = vfork();
	if (!c) {
		execl("/missing", "x", NULL);
		shared = errno;
		_exit(4);
	}
	printf("errno through memory %d\n", shared == ENOENT);
	show_status(wait_status(c));
}
