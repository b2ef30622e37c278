#include "behaviour.h"
#include <ucontext.h>

static void print_set(const char *words, const sigset_t *set)
{
	printf("%s:", words);
	for (int i = 1; i < 65; i++)
		if (sigismember(set, i) == 1)
			printf(" %d", i);
	printf("\n");
}

static void handler(int number, siginfo_t *info, void *context)
{
	sigset_t now;
	sigprocmask(SIG_BLOCK, NULL, &now);
	printf("handler of %d\n", number);
	print_set("blocked in it", &now);
	print_set("to be restored", &((ucontext_t *)context)->uc_sigmask);
}

int main(void)
{
	struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_RESTART};
	sigset_t set, other, now;
	sigaction(SIGUSR1, &action, NULL);
	sigaction(SIGUSR2, &action, NULL);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGUSR2);
	sigprocmask(SIG_SETMASK, &set, NULL);
	raise(SIGUSR1);
	raise(SIGUSR2);
	sigemptyset(&other);
	sigaddset(&other, SIGUSR2);
	sigaddset(&other, SIGTERM);
	SHOW(sigsuspend(&other));
	sigprocmask(SIG_BLOCK, NULL, &now);
	print_set("after", &now);
	sigemptyset(&other);
	SHOW(sigsuspend(&other));
	sigprocmask(SIG_BLOCK, NULL, &now);
	print_set("after", &now);
	return 0;
}
