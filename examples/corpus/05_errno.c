/* The handler's waitpid changes errno between a call that fails and the test of why. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static void on_child(int sig)
{
	(void)sig;
	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
}

int main(void)
{
	sigset_t child;

	signal(SIGCHLD, on_child);
	if (fork() == 0)
		_exit(0);
	if (close(-1) < 0 && errno != EBADF)
		return 1;
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, NULL);
	while (wait(NULL) > 0)
		;
	return 0;
}
