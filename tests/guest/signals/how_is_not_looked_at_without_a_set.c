// sigprocmask(2): "If set is NULL, then the signal mask is unchanged (i.e., how is ignored)"; with a set a wrong `how` is EINVAL.
#include "behaviour.h"

int main(void)
{
	sigset_t set, old;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	SHOW(sigprocmask(SIG_BLOCK, &set, NULL));
	for (int how = -1; how < 5; how++) {
		sigemptyset(&old);
		SHOW(sigprocmask(how, NULL, &old));
		printf("how %d: USR1 %d USR2 %d\n", how, sigismember(&old, SIGUSR1), sigismember(&old, SIGUSR2));
	}
	sigaddset(&set, SIGUSR2);
	SHOW(sigprocmask(3, &set, &old));
	SHOW(sigprocmask(-1, &set, NULL));
	SHOW(sigprocmask(99, NULL, NULL));
	sigprocmask(SIG_BLOCK, NULL, &old);
	printf("USR1 %d USR2 %d\n", sigismember(&old, SIGUSR1), sigismember(&old, SIGUSR2));
	return 0;
}
