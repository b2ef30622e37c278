/* The function waits for the child that is its own, by its number. */
#include <sys/wait.h>
#include <unistd.h>

static void helper(void)
{
	pid_t mine = fork();
	if (mine == 0)
		_exit(0);
	waitpid(mine, NULL, 0);
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
