// sigpause(3) of System V takes one signal out of the mask, waits, and puts the mask back; -1 with EINTR, EINVAL for no signal.
#include "behaviour.h"
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
extern int __xpg_sigpause(int);

static volatile int calls;
static void handler(int s) { (void)s; calls++; }

int main(void)
{
	sigset_t now;
	signal(SIGUSR1, handler);
	signal(SIGUSR2, handler);
	SHOW(sighold(SIGUSR1));
	SHOW(sighold(SIGUSR2));
	raise(SIGUSR1);
	raise(SIGUSR2);
	SHOW(__xpg_sigpause(SIGUSR2));
	sigpending(&now);
	printf("calls %d, pending: USR1 %d USR2 %d\n", calls, sigismember(&now, SIGUSR1), sigismember(&now, SIGUSR2));
	sigprocmask(SIG_BLOCK, NULL, &now);
	printf("held: USR1 %d USR2 %d\n", sigismember(&now, SIGUSR1), sigismember(&now, SIGUSR2));
	SHOW(__xpg_sigpause(-1));
	SHOW(__xpg_sigpause(100));
	SHOW(__xpg_sigpause(SIGUSR1));
	printf("calls %d\n", calls);
	return 0;
}
