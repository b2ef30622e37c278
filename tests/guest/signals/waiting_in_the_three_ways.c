// sigwait(3), sigwaitinfo(2), sigtimedwait(2): what is pending is taken, lowest number first; EAGAIN, EINTR, EINVAL.
#include "behaviour.h"
#include <time.h>

static void nothing(int s) { (void)s; }

int main(void)
{
	sigset_t set;
	siginfo_t i;
	int n;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1), sigaddset(&set, SIGUSR2), sigaddset(&set, SIGRTMIN), sigaddset(&set, SIGRTMIN + 3), sigaddset(&set, SIGALRM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	raise(SIGRTMIN + 3), raise(SIGUSR2), raise(SIGRTMIN), raise(SIGUSR1), raise(SIGUSR1);
	sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = 9});
	for (int k = 0; k < 5; k++) {
		CHECK(sigwaitinfo(&set, &i) > 0);
		printf("%d code %d\n", i.si_signo, i.si_code);
	}
	struct timespec t = {0, 100000000}, zero = {0, 0}, bad = {0, -1}, big = {0, 1000000000};
	SHOW(sigtimedwait(&set, &i, &t));
	SHOW(sigtimedwait(&set, &i, &zero));
	SHOW(sigtimedwait(&set, &i, &bad));
	SHOW(sigtimedwait(&set, &i, &big));
	raise(SIGUSR1);
	SHOW(sigtimedwait(&set, NULL, &bad));
	SHOW(sigtimedwait(&set, NULL, &zero));
	return 0;
}
