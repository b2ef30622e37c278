/* The handler asks until no child is left to be reaped: one signal may stand for several. */
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t reaped;
static void on_child(int number)
{
	(void)number;
	while (waitpid(-1, NULL, WNOHANG) > 0)
		reaped++;
}

int main(void)
{
	sigset_t child, before;
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	signal(SIGCHLD, on_child);
	sigprocmask(SIG_BLOCK, &child, &before);
	for (int i = 0; i < 3; i++)
		if (fork() == 0)
			_exit(0);
	sleep(1); /* all three end meanwhile: one SIGCHLD is pending */
	sigprocmask(SIG_SETMASK, &before, NULL);
	printf("3 children, %d reaped\n", (int)reaped);
	return 0;
}
