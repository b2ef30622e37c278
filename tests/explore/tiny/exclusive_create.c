/* Two create one file: one of them wins. */
#include "tiny.h"
static int program(void)
{
	int child = fork();
	long fd = open("f", O_RDWR | O_CREAT | O_EXCL, 0600);
	if (child == 0)
		_exit(fd >= 0);
	int status;
	waitpid(-1, &status, 0);
	return (fd >= 0) * 2 + (status >> 8);
}
