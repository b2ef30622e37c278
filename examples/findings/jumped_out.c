/* The handler jumps out of whatever it interrupted: malloc too, which is then left half done. */
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static sigjmp_buf again;
static void *volatile kept;

static void on_child(int sig)
{
	(void)sig;
	siglongjmp(again, 1);
}

int main(void)
{
	if (sigsetjmp(again, 1) == 0) {
		signal(SIGCHLD, on_child);
		if (fork() == 0)
			_exit(0);
		kept = malloc(100);
		for (;;)
			pause();
	}
	kept = malloc(200);
	while (wait(NULL) < 0)
		;
	return kept == NULL;
}
