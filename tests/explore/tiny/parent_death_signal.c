/* A child asks for a signal when its parent ends, which may have ended by then. */
#include "tiny.h"
static int program(void)
{
	if (fork() == 0) {
		if (fork() == 0) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			getppid();
			put('a');
			_exit(0);
		}
		_exit(0);
	}
	waitpid(-1, NULL, 0);
	return 0;
}
