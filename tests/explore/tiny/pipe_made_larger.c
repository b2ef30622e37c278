/* A pipe is made larger while another process fills it. */
#include "tiny.h"
static int program(void)
{
	static char data[8192];
	int ends[2];
	pipe2(ends, O_NONBLOCK);
	fcntl(ends[0], F_SETPIPE_SZ, 4096);
	if (fork() == 0) {
		fcntl(ends[0], F_SETPIPE_SZ, 16384);
		_exit(0);
	}
	int count = (int)write(ends[1], data, 8192);
	waitpid(-1, NULL, 0);
	return count == 8192 ? 1 : 2;
}
