/* 01_pause.c mended: the signal is blocked from before fork, and let in by sigsuspend alone. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t done;

static void on_child(int sig)
{
	(void)sig;
	done = 1;
}

int main(void)
{
	sigset_t child, before;

	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, &before);
	signal(SIGCHLD, on_child);
	if (fork() == 0)
		_exit(0);
	while (!done)
		sigsuspend(&before);
	return wait(NULL) < 0;
}
