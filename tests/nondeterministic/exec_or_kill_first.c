// The child's disposition is reset by exec, or its handler runs before.
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static void handler(int s) { (void)s; _exit(7); }

int main(int argc, char **argv)
{
	int status;
	if (argc > 1)
		return 3;
	signal(SIGUSR1, handler);
	pid_t p = fork();
	if (!p) {
		execl("/proc/self/exe", argv[0], "x", NULL);
		_exit(9);
	}
	kill(p, SIGUSR1);
	waitpid(p, &status, 0);
	printf("%s %d\n", WIFSIGNALED(status) ? "killed" : "exited", WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
	return 0;
}
