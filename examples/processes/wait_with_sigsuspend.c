/* Waiting for a signal without losing it: blocked while the condition is looked at, and let in only by sigsuspend. */
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t ended;
static void on_child(int number) { (void)number; ended = 1; }

int main(void)
{
	sigset_t child, before;
	signal(SIGCHLD, on_child);
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, &before);
	if (fork() == 0)
		_exit(3);
	while (!ended)
		sigsuspend(&before);
	sigprocmask(SIG_SETMASK, &before, NULL);
	int status;
	wait(&status);
	printf("the child ended with %d\n", WEXITSTATUS(status));
	return 0;
}
