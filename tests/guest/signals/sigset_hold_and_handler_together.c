// sigset(3): a handler set with it also takes the signal out of the mask, so what was held comes at once; SIG_HOLD leaves the handler.
#include "behaviour.h"
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

static volatile int calls;
static void handler(int s) { (void)s; calls++; }

static int blocked(void)
{
	sigset_t now;
	sigprocmask(SIG_BLOCK, NULL, &now);
	return sigismember(&now, SIGUSR1);
}

int main(void)
{
	SHOW(sighold(SIGUSR1));
	raise(SIGUSR1);
	printf("held %d calls %d\n", blocked(), calls);
	printf("was held %d\n", sigset(SIGUSR1, handler) == SIG_HOLD);
	printf("held %d calls %d\n", blocked(), calls);
	printf("was the handler %d\n", sigset(SIGUSR1, SIG_HOLD) == handler);
	raise(SIGUSR1);
	printf("held %d calls %d\n", blocked(), calls);
	printf("was held %d\n", sigset(SIGUSR1, SIG_HOLD) == SIG_HOLD);
	SHOW(sigrelse(SIGUSR1));
	printf("held %d calls %d\n", blocked(), calls);
	printf("was the handler %d\n", sigset(SIGUSR1, SIG_IGN) == handler);
	printf("was ignored %d\n", sigset(SIGUSR1, SIG_DFL) == SIG_IGN);
	return 0;
}
