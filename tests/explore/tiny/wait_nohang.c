/* Whether the child has ended when its parent asks. */
#include "tiny.h"
static int program(void)
{
	if (fork() == 0)
		_exit(3);
	int status = 0;
	return waitpid(-1, &status, WNOHANG) > 0 ? status >> 8 : 0;
}
