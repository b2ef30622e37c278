// A child kills its parent with a signal while the parent goes on.
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile int handled;
static void handler(int s) { (void)s; handled = 1; }

int main(void)
{
	signal(SIGUSR1, handler);
	pid_t parent = getpid(), p = fork();
	if (!p) {
		kill(parent, SIGUSR1);
		_exit(0);
	}
	int before = handled;
	getppid();
	int between = handled;
	while (wait(NULL) != p)
		;
	printf("%d %d %d\n", before, between, handled);
	return 0;
}
