#include "behaviour.h"

/* A handler that changes the mask changes it until it returns; signals it lets in interrupt it at once, and none of those
   pending is lost (rr's sigprocmask_in_syscallbuf_sighandler and multiple_pending_signals_sequential). */
static char order[40];
static int length;
static void on_signal(int sig)
{
	sigset_t all, none;
	order[length++] = sig == SIGUSR1 ? 'a' : sig == SIGUSR2 ? 'b' : 'c';
	sigfillset(&all);
	sigemptyset(&none);
	if (sig == SIGUSR1 && length < 20) {
		sigprocmask(SIG_SETMASK, &all, NULL);
		raise(SIGUSR2);
		raise(SIGTERM);
		order[length++] = '.';
		sigprocmask(SIG_SETMASK, &none, NULL);
	}
	order[length++] = '/';
}

int main(void)
{
	sigset_t term, now;
	signal(SIGUSR1, on_signal);
	signal(SIGUSR2, on_signal);
	signal(SIGTERM, on_signal);
	sigemptyset(&term);
	sigaddset(&term, SIGTERM);
	sigprocmask(SIG_BLOCK, &term, NULL);
	raise(SIGUSR1);
	sigprocmask(SIG_SETMASK, NULL, &now);
	printf("%s %d %d\n", order, sigismember(&now, SIGTERM), sigismember(&now, SIGUSR1));
	raise(SIGTERM);
	raise(SIGTERM);
	SHOW(length);
	sigprocmask(SIG_UNBLOCK, &term, NULL);
	printf("%s\n", order);
}
