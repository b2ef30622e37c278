/* The last writer closes: end of file, or the byte before it. */
#include "tiny.h"
static int program(void)
{
	int ends[2];
	pipe2(ends, O_NONBLOCK);
	if (fork() == 0) {
		write(ends[1], "x", 1);
		_exit(0);
	}
	close(ends[1]);
	char c;
	long got = read(ends[0], &c, 1);
	return got < 0 ? 7 : (int)got;
}
