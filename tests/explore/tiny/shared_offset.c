/* Parent and child write through one open file description. */
#include "tiny.h"
static int program(void)
{
	int fd = (int)open("f", O_RDWR | O_CREAT, 0600);
	if (fork() == 0) {
		write(fd, "a", 1);
		_exit(0);
	}
	write(fd, "bc", 2);
	waitpid(-1, NULL, 0);
	char text[4];
	lseek(fd, 0, 0);
	return write(1, text, read(fd, text, 4)) != 3;
}
