/* The reader goes: SIGPIPE, or not. */
#include "tiny.h"
static int program(void)
{
	int ends[2];
	pipe2(ends, 0);
	if (fork() == 0) {
		close(ends[0]);
		long put = write(ends[1], "x", 1);
		_exit(put == 1 ? 1 : 2);
	}
	close(ends[0]);
	int status;
	waitpid(-1, &status, 0);
	return status & 127 ? status & 127 : status >> 8;
}
