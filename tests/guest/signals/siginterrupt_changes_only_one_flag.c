// siginterrupt(3) switches SA_RESTART of the action and leaves the handler and the other flags.
#include "behaviour.h"
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

static void handler(int s, siginfo_t *info, void *context) { (void)s, (void)info, (void)context; }

static void show(void)
{
	struct sigaction now;
	sigaction(SIGUSR1, NULL, &now);
	printf("handler %d siginfo %d nodefer %d restart %d mask %d\n", now.sa_sigaction == handler, !!(now.sa_flags & SA_SIGINFO),
	       !!(now.sa_flags & SA_NODEFER), !!(now.sa_flags & SA_RESTART), sigismember(&now.sa_mask, SIGHUP));
}

int main(void)
{
	struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_NODEFER};
	sigaddset(&action.sa_mask, SIGHUP);
	CHECK(sigaction(SIGUSR1, &action, NULL) == 0);
	show();
	SHOW(siginterrupt(SIGUSR1, 0));
	show();
	SHOW(siginterrupt(SIGUSR1, 7));
	show();
	SHOW(siginterrupt(SIGUSR1, 1));
	show();
	SHOW(siginterrupt(SIGSTOP, 1));
	SHOW(siginterrupt(-1, 1));
	return 0;
}
