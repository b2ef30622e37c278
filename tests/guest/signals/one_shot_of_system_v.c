// sysv_signal(3) resets the action and does not block the signal; bsd_signal's signal(2) keeps it and restarts: seen in the flags.
#include "behaviour.h"

static void handler(int s)
{
	struct sigaction now;
	sigset_t mask;
	sigaction(s, NULL, &now);
	sigprocmask(SIG_BLOCK, NULL, &mask);
	printf("in it: default %d blocked %d\n", now.sa_handler == SIG_DFL, sigismember(&mask, s));
}

static void show(void)
{
	struct sigaction now;
	sigaction(SIGUSR1, NULL, &now);
	printf("handler %d reset %d nodefer %d restart %d\n", now.sa_handler == handler, !!(now.sa_flags & (int)SA_RESETHAND),
	       !!(now.sa_flags & SA_NODEFER), !!(now.sa_flags & SA_RESTART));
}

int main(void)
{
	printf("default before %d\n", __sysv_signal(SIGUSR1, handler) == SIG_DFL);
	show();
	raise(SIGUSR1);
	printf("default again %d\n", signal(SIGUSR1, handler) == SIG_DFL);
	show();
	raise(SIGUSR1);
	printf("still the handler %d\n", signal(SIGUSR1, SIG_IGN) == handler);
	SHOW(__sysv_signal(SIGKILL, handler) == SIG_ERR ? -1 : 0);
	SHOW(signal(65, handler) == SIG_ERR ? -1 : 0);
	return 0;
}
