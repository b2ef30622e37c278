/* A signal to a group that the child may not have joined yet. */
#include "tiny.h"
static int program(void)
{
	int child = fork();
	if (child == 0) {
		setpgid(0, 0);
		put('c');
		_exit(0);
	}
	long sent = kill(-child, SIGTERM);
	int status;
	waitpid(child, &status, 0);
	return (sent == 0) * 2 + (status != 0);
}
