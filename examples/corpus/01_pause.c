/* The flag is tested, then pause() is called: a signal that falls between the two is slept through for ever. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t done;

static void on_child(int sig)
{
	(void)sig;
	done = 1;
}

int main(void)
{
	signal(SIGCHLD, on_child);
	if (fork() == 0)
		_exit(0);
	while (!done)
		pause();
	return wait(NULL) < 0;
}
