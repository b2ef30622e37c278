/* 10_late_mask.c mended: the mask is set before fork. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	sigset_t term;
	int sig;

	sigemptyset(&term);
	sigaddset(&term, SIGTERM);
	sigprocmask(SIG_BLOCK, &term, NULL);
	if (fork() == 0) {
		kill(getppid(), SIGTERM);
		_exit(0);
	}
	sigwait(&term, &sig);
	return wait(NULL) < 0;
}
