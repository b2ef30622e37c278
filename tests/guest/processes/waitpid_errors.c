#include "behaviour.h"

int main(void)
{
	int status;
	SHOW(wait(&status));
	SHOW(waitpid(1, &status, 0));
	SHOW(waitpid(getpid(), &status, 0));
	SHOW(waitpid(-1, &status, 0x100));
	SHOW(waitpid(-1, &status, WEXITED));
	SHOW(waitpid(-1, &status, WNOWAIT));
	SHOW(waitpid(0, &status, 0));
	SHOW(waitpid(-12345, &status, 0));
	SHOW(waitpid((pid_t)0x80000000, &status, 0));
	pid_t pid = fork();
	if (pid == 0)
		_exit(1);
	SHOW(waitpid(pid, (int *)1, 0));
	SHOW(waitpid(pid, &status, 0)); /* it was reaped all the same */
}
