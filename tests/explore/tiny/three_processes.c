/* Two children and their parent, a letter each. */
#include "tiny.h"
static int program(void)
{
	for (int i = 0; i < 2; i++)
		if (fork() == 0) {
			put('a' + i);
			_exit(i);
		}
	put('m');
	int status;
	waitpid(-1, &status, 0);
	put('0' + (status >> 8));
	return waitpid(-1, NULL, 0) < 0;
}
