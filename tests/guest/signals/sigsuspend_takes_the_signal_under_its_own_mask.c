#include "behaviour.h"

/* The signal is delivered before the old mask comes back: two that only the temporary mask lets in are both taken, and the
   handlers run with that mask. */
static char order[20];
static int length;
static void on_signal(int sig)
{
	sigset_t now;
	sigprocmask(SIG_SETMASK, NULL, &now);
	order[length++] = sig == SIGUSR1 ? 'a' : 'b';
	order[length++] = '0' + sigismember(&now, SIGUSR1) + 2 * sigismember(&now, SIGUSR2) + 4 * sigismember(&now, SIGTERM);
}

int main(void)
{
	sigset_t two, term, now;
	signal(SIGUSR1, on_signal);
	signal(SIGUSR2, on_signal);
	sigemptyset(&two);
	sigaddset(&two, SIGUSR1);
	sigaddset(&two, SIGUSR2);
	sigprocmask(SIG_BLOCK, &two, NULL);
	raise(SIGUSR1);
	raise(SIGUSR2);
	sigemptyset(&term);
	sigaddset(&term, SIGTERM);
	SHOW(sigsuspend(&term));
	SHOW(errno == EINTR);
	printf("%s\n", order);
	sigprocmask(SIG_SETMASK, NULL, &now);
	printf("%d %d %d\n", sigismember(&now, SIGUSR1), sigismember(&now, SIGUSR2), sigismember(&now, SIGTERM));
}
