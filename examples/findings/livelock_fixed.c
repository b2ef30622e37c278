/* What the handler notes is not taken back, and who waits for it sleeps. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t ended;

static void on_child(int sig)
{
	(void)sig;
	ended = 1;
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
	while (!ended)
		sigsuspend(&before);
	while (wait(NULL) < 0)
		;
	return 0;
}
