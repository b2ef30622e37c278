/* One waitpid a SIGCHLD: two children that end close together send one signal, and a zombie stays. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t left = 2;

static void on_child(int sig)
{
	(void)sig;
	if (waitpid(-1, NULL, WNOHANG) > 0)
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
