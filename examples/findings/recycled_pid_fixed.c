/* The handler forgets the number; while the program uses it, the handler waits. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile pid_t worker;

static void on_child(int sig)
{
	(void)sig;
	while (waitpid(-1, NULL, WNOHANG) > 0)
		worker = 0;
}

int main(void)
{
	sigset_t child, before;

	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, &before);
	signal(SIGCHLD, on_child);
	worker = fork();
	if (worker == 0)
		_exit(0);
	sigprocmask(SIG_SETMASK, &before, NULL);
	sigprocmask(SIG_BLOCK, &child, NULL);
	if (worker)
		kill(worker, SIGTERM);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return 0;
}
