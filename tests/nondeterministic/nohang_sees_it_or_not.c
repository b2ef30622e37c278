// waitpid with WNOHANG while the child is on its way out.
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	pid_t p = fork();
	if (!p)
		_exit(0);
	int first = waitpid(p, NULL, WNOHANG) == p;
	int second = first || waitpid(p, NULL, WNOHANG) == p;
	printf("%d %d\n", first, second);
	if (!second)
		waitpid(p, NULL, 0);
	return 0;
}
