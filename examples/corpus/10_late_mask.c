/* The mask is set after fork: a signal that the child sends before that kills the parent. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	sigset_t term;
	int sig;

	sigemptyset(&term);
	sigaddset(&term, SIGTERM);
	if (fork() == 0) {
		kill(getppid(), SIGTERM);
		_exit(0);
	}
	sigprocmask(SIG_BLOCK, &term, NULL);
	sigwait(&term, &sig);
	return wait(NULL) < 0;
}
