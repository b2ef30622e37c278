/* 16_second_signal.c mended: what was noted is read once. */
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
	int told = passed_on;
	while (wait(NULL) < 0)
		;
	return passed_on != told;
}
