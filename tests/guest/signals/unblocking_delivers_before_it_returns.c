/* sigprocmask: a signal that is pending and unblocked by the call is delivered before the call returns; the others stay
 * pending. */
#include "behaviour.h"

static volatile int count[65];
static void handler(int s) { count[s]++; }

int main(void)
{
	const int numbers[] = {SIGHUP, SIGUSR1, SIGUSR2, SIGTERM};
	sigset_t all, one;
	sigfillset(&all);
	for (int i = 0; i < 4; i++)
		signal(numbers[i], handler);
	SHOW(sigprocmask(SIG_SETMASK, &all, NULL));
	for (int i = 0; i < 4; i++)
		raise(numbers[i]), kill(getpid(), numbers[i]);
	for (int i = 3; i >= 0; i--) {
		sigemptyset(&one);
		sigaddset(&one, numbers[i]);
		SHOW(sigprocmask(SIG_UNBLOCK, &one, NULL));
		printf("%s:", signal_name(numbers[i]));
		for (int j = 0; j < 4; j++)
			printf(" %d", count[numbers[j]]);
		printf("\n");
	}
	return 0;
}
