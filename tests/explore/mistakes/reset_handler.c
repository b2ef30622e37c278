/* A handler that is reset when it is entered (SA_RESETHAND, the old signal(2)) installs itself again: a second signal may come before. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t seen;

static void on_signal(int sig)
{
	seen++;
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESETHAND | SA_NODEFER };
	sigaction(sig, &action, NULL);
}

int main(void)
{
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESETHAND | SA_NODEFER };
	sigaction(SIGUSR1, &action, NULL);
	for (int i = 0; i < 2; i++)
		if (fork() == 0) {
			kill(getppid(), SIGUSR1);
			_exit(0);
		}
	for (int i = 0; i < 2; i++)
		while (wait(NULL) < 0)
			;
	return 0;
}
