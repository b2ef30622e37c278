/* Two children write into one pipe. */
#include "tiny.h"
static int program(void)
{
	int ends[2];
	pipe2(ends, 0);
	for (int i = 0; i < 2; i++)
		if (fork() == 0) {
			write(ends[1], i ? "b" : "a", 1);
			_exit(0);
		}
	char text[2];
	for (int i = 0; i < 2; i++) {
		long got = read(ends[0], text, 2);
		put('0' + (int)got);
		write(1, text, got);
		if (got == 2)
			break;
	}
	return 0;
}
