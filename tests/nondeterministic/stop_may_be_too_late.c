// The parent stops a child that is about to end.
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	int status;
	pid_t p = fork();
	if (!p)
		_exit(5);
	kill(p, SIGSTOP);
	waitpid(p, &status, WUNTRACED);
	printf("%s\n", WIFSTOPPED(status) ? "stopped" : "exited");
	if (WIFSTOPPED(status)) {
		kill(p, SIGCONT);
		waitpid(p, &status, 0);
	}
	return 0;
}
