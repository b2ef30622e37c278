/* 02_coalesced.c mended: the handler reaps until there is nothing more to reap. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t left = 2;

static void on_child(int sig)
{
	(void)sig;
	while (waitpid(-1, NULL, WNOHANG) > 0)
		left--;
}

int main(void)
{
	sigset_t child, before;

	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, &before);
	signal(SIGCHLD, on_child);
	for (int i = 0; i < 2; i++)
		if (fork() == 0)
			_exit(0);
	while (left > 0)
		sigsuspend(&before);
	return 0;
}
