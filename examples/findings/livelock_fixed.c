/* What the handler notes is not taken back. */
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
	signal(SIGCHLD, on_child);
	if (fork() == 0)
		_exit(0);
	while (!ended)
		;
	while (wait(NULL) < 0)
		;
	return 0;
}
