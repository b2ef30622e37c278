#include "behaviour.h"

static void handler(int number, siginfo_t *info, void *context)
{
	printf("%d value %d\n", number - (number >= SIGRTMIN ? SIGRTMIN - 100 : 0), info->si_value.sival_int);
}

int main(void)
{
	struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
	sigfillset(&action.sa_mask);
	int signals[] = {SIGUSR1, SIGUSR2, SIGRTMIN, SIGRTMIN + 3};
	sigset_t set, old, pending;
	sigemptyset(&set);
	for (int i = 0; i < 4; i++) {
		sigaction(signals[i], &action, NULL);
		sigaddset(&set, signals[i]);
	}
	sigprocmask(SIG_BLOCK, &set, &old);
	for (int round = 0; round < 3; round++)
		for (int i = 3; i >= 0; i--)
			CHECK(sigqueue(getpid(), signals[i], (union sigval){.sival_int = round}) == 0);
	sigpending(&pending);
	for (int i = 1; i < 65; i++)
		if (sigismember(&pending, i) == 1)
			printf("pending %d\n", i);
	sigprocmask(SIG_SETMASK, &old, NULL);
	sigpending(&pending);
	printf("left %d\n", sigisemptyset(&pending));
	return 0;
}
