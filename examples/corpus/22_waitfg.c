/* A shell waits for its foreground job by pause() while the handler reaps: it may sleep for ever. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile pid_t foreground;

static void on_child(int sig)
{
	pid_t pid;

	(void)sig;
	while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
		if (pid == foreground)
			foreground = 0;
}

int main(void)
{
	sigset_t child, before;

	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	signal(SIGCHLD, on_child);
	sigprocmask(SIG_BLOCK, &child, &before);
	foreground = fork();
	if (foreground == 0)
		_exit(0);
	sigprocmask(SIG_SETMASK, &before, NULL);
	while (foreground != 0)
		pause();
	return 0;
}
