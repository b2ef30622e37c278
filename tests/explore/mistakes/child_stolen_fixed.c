/* The library waits for its own child. */
#include <sys/wait.h>
#include <unistd.h>

static int helper(void)
{
	int status;
	pid_t mine = fork();
	if (mine == 0)
		_exit(0);
	waitpid(mine, &status, 0);
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
