/* A file is extended while another process reads it in its memory, behind its end. */
#include "tiny.h"
static int program(void)
{
	int fd = memfd();
	volatile char *p = map_file(fd);
	if (fork() == 0) {
		ftruncate(fd, 4096);
		_exit(0);
	}
	int value = p[0];
	waitpid(-1, NULL, 0);
	return value + 1;
}
