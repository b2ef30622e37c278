/* A function waits for any child until it sees its own, and takes the caller's on the way: the caller's own wait fails with ECHILD.
   Which of the two ends first decides. */
#include <sys/wait.h>
#include <unistd.h>

static void helper(void)
{
	pid_t mine = fork();
	if (mine == 0)
		_exit(0);
	while (waitpid(-1, NULL, 0) != mine)
		;
}

int main(void)
{
	int status;
	pid_t child = fork();
	if (child == 0)
		_exit(7);
	helper();
	if (waitpid(child, &status, 0) < 0)
		return 1;
	return WEXITSTATUS(status) != 7;
}
