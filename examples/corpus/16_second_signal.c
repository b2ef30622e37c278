/* A second signal changes what the first one noted, between the two uses of it. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t caught;

static void on_signal(int sig)
{
	caught = sig;
}

int main(void)
{
	signal(SIGUSR1, on_signal);
	signal(SIGUSR2, on_signal);
	if (fork() == 0) {
		kill(getppid(), SIGUSR1);
		kill(getppid(), SIGUSR2);
		_exit(0);
	}
	int passed_on = caught;
	int told = caught;
	while (wait(NULL) < 0)
		;
	return passed_on != told;
}
