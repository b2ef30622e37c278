#include "behaviour.h"

static volatile int count;
static pid_t expected;

static void handler(int n, siginfo_t *i, void *c)
{
	char line[160];
	int length = snprintf(line, sizeof line, "%d: signo %d code %d pid %s status %d\n", ++count, i->si_signo, i->si_code,
	                      i->si_pid == expected ? "ok" : "wrong", i->si_status);
	write(1, line, length);
}

static int act(void) { for (;;) pause(); }

int main(void)
{
	sigset_t chld, none;
	struct sigaction sa = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO };
	sigaction(SIGCHLD, &sa, NULL);
	sigemptyset(&none);
	sigemptyset(&chld);
	sigaddset(&chld, SIGCHLD);
	sigprocmask(SIG_BLOCK, &chld, NULL);
	int signals[] = { SIGSTOP, SIGCONT, SIGTERM };
	expected = child(act);
	for (int i = 0; i < 3; i++) {
		kill(expected, signals[i]);
		sigsuspend(&none);
	}
	show_status(wait_status(expected));
	expected = fork();
	if (expected == 0)
		_exit(9);
	sigsuspend(&none);
	show_status(wait_status(expected));
}
