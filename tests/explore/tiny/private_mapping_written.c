/* A file is written while another process reads its private mapping of it, and then has a copy. */
#include "tiny.h"
static int program(void)
{
	int fd = memfd();
	ftruncate(fd, 4096);
	volatile char *p = (volatile char *)call6(9, 0, 4096, 3, 2, fd, 0);
	int before = p[0];
	if (fork() == 0) {
		write(fd, "\3", 1);
		_exit(0);
	}
	before += p[0];
	p[8] = 1;
	waitpid(-1, NULL, 0);
	return before * 4 + p[0];
}
