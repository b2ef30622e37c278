/* 21_counter.c mended: the signal is blocked around the program's own counting. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile int counter;

static void on_child(int sig)
{
	(void)sig;
	counter++;
}

int main(void)
{
	sigset_t child, before;

	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	signal(SIGCHLD, on_child);
	if (fork() == 0)
		_exit(0);
	sigprocmask(SIG_BLOCK, &child, &before);
	counter++;
	sigprocmask(SIG_SETMASK, &before, NULL);
	while (wait(NULL) < 0)
		;
	return counter != 2;
}
