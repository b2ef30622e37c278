/* The handler is installed before sigsetjmp: a signal in between jumps through a buffer that was never set. */
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
	signal(SIGCHLD, on_child);
	if (fork() == 0)
		_exit(0);
	if (sigsetjmp(again, 1) == 0)
		for (;;)
			pause();
	return wait(NULL) < 0;
}
