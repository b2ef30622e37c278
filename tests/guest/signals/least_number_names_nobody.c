#include "behaviour.h"
#include <limits.h>
#include <sys/wait.h>

/* INT_MIN has no negative: it is no process group. */
int main(void)
{
	if (fork() == 0)
		_exit(0);
	SHOW(kill(INT_MIN, 0));
	SHOW(errno == ESRCH);
	SHOW(waitpid(INT_MIN, NULL, 0));
	SHOW(errno == ESRCH);
	SHOW(wait(NULL) > 0);
}
