/* Who the parent of a child is when it asks. */
#include "tiny.h"
static int program(void)
{
	int parent = getpid(), ends[2];
	pipe2(ends, 0);
	if (fork() == 0) {
		if (fork() == 0) {
			put(getppid() == 1 ? 'o' : 'c');
			_exit(0);
		}
		_exit(0);
	}
	(void)parent;
	close(ends[1]);
	char c;
	return read(ends[0], &c, 1) != 0;
}
