/* A lock belongs to a description that two processes have: whoever closes it last lets it go. */
#include "tiny.h"
static int program(void)
{
	int fd = open("f", O_RDWR | O_CREAT, 0600);
	if (fork() == 0) {
		flock(fd, 2);
		close(fd);
		int other = open("f", O_RDWR, 0);
		_exit(flock(other, 2 | 4) == 0 ? 1 : 2);
	}
	close(fd);
	int status;
	waitpid(-1, &status, 0);
	return status >> 8;
}
