/* A function of a library waits for any child until it sees its own: the status of somebody else's is lost with it. */
#include <sys/wait.h>
#include <unistd.h>

static int helper(void)
{
	int status;
	pid_t mine = fork();
	if (mine == 0)
		_exit(0);
	while (waitpid(-1, &status, 0) != mine)
		;
	return status;
}

int main(void)
{
	int status;
	pid_t child = fork();
	if (child == 0)
		_exit(7);
	helper();
	if (waitpid(child, &status, 0) != child)
		return 1;
	return !WIFEXITED(status) || WEXITSTATUS(status) != 7;
}
