/* 19_setjmp.c mended: the signal is blocked until the buffer is set, and let in by sigsuspend. */
#include <setjmp.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static sigjmp_buf again;

static void on_child(int sig)
{
	(void)sig;
	siglongjmp(again, 1);
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
	if (sigsetjmp(again, 1) == 0)
		for (;;)
			sigsuspend(&before);
	return wait(NULL) < 0;
}
