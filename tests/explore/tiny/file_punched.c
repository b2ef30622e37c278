/* A hole is made in a file which another process reads in its memory. */
#include "tiny.h"
static int program(void)
{
	int fd = memfd();
	ftruncate(fd, 4096);
	volatile char *p = map_file(fd);
	p[0] = 3;
	if (fork() == 0) {
		punch(fd, 0, 4096);
		_exit(0);
	}
	int value = p[0];
	waitpid(-1, NULL, 0);
	return value + 1;
}
