// sigwait(3) takes a blocked pending signal: no handler runs, the smaller number comes first, and it returns an error number, not -1.
#include "behaviour.h"

static volatile int calls;
static void handler(int s) { (void)s; calls++; }

int main(void)
{
	sigset_t set, pending;
	int got = 0;
	sigemptyset(&set);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGUSR1, handler);
	signal(SIGHUP, handler);
	raise(SIGTERM), raise(SIGUSR1), raise(SIGHUP), raise(SIGHUP);
	for (int i = 0; i < 3; i++) {
		SHOW(sigwait(&set, &got));
		printf("%s\n", signal_name(got));
	}
	sigpending(&pending);
	printf("calls %d left %d\n", calls, !sigisemptyset(&pending));
	raise(SIGUSR1);
	sigdelset(&set, SIGUSR1);
	raise(SIGTERM);
	SHOW(sigwait(&set, &got));
	printf("%s\n", signal_name(got));
	sigpending(&pending);
	printf("not in the set, still pending: %d\n", sigismember(&pending, SIGUSR1));
	return 0;
}
