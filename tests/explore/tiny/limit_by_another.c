/* A process lowers another one's limit of descriptors. */
#include "tiny.h"
static int program(void)
{
	int parent = (int)getpid();
	set_limit(0, RLIMIT_NOFILE, 100);
	if (fork() == 0) {
		set_limit(parent, RLIMIT_NOFILE, 3);
		_exit(0);
	}
	int fd = (int)dup(1);
	waitpid(-1, NULL, 0);
	return fd < 0 ? -fd : fd;
}
