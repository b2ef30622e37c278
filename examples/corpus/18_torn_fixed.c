/* 18_torn.c mended: the signal is blocked around the update. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile struct {
	int a, b;
} pair;
static volatile sig_atomic_t torn;

static void on_child(int sig)
{
	(void)sig;
	if (pair.a != pair.b)
		torn = 1;
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
	pair.a = 1;
	pair.b = 1;
	sigprocmask(SIG_SETMASK, &before, NULL);
	while (wait(NULL) < 0)
		;
	return torn;
}
