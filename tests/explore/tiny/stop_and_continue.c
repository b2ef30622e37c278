/* SIGSTOP, then SIGCONT, and what waitpid sees. */
#include "tiny.h"
static int program(void)
{
	int child = fork();
	if (child == 0) {
		put('a');
		put('b');
		_exit(0);
	}
	kill(child, SIGSTOP);
	int status = 0;
	waitpid(child, &status, WNOHANG | WUNTRACED);
	kill(child, SIGCONT);
	int end;
	waitpid(child, &end, 0);
	return status ? (status & 127 ? 1 : 2) : 0;
}
