/* A file is cut off while another process reads it in its memory. */
#include "tiny.h"
static int program(void)
{
	int fd = memfd();
	ftruncate(fd, 4096);
	volatile char *p = map_file(fd);
	p[0] = 3;
	if (fork() == 0) {
		ftruncate(fd, 0);
		_exit(0);
	}
	int value = p[0];
	waitpid(-1, NULL, 0);
	return value;
}
