/* A child is killed between its two letters, or not. */
#include "tiny.h"
static int program(void)
{
	int child = fork();
	if (child == 0) {
		put('a');
		put('b');
		_exit(5);
	}
	kill(child, SIGTERM);
	int status;
	waitpid(child, &status, 0);
	return status & 127 ? status & 127 : status >> 8;
}
