/* A file is cut off while another process reads its private mapping of it. */
#include "tiny.h"
static int program(void)
{
	int fd = memfd();
	ftruncate(fd, 4096);
	volatile char *p = (volatile char *)call6(9, 0, 4096, 3, 2, fd, 0);
	if (fork() == 0) {
		ftruncate(fd, 0);
		_exit(0);
	}
	put('a');
	int value = p[0];
	waitpid(-1, NULL, 0);
	return value;
}
