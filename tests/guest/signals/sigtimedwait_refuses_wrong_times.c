// sigtimedwait(2): nanoseconds out of range are EINVAL even when a signal is there; a time of 0 polls; SIGKILL in the set is left out.
#include "behaviour.h"
#include <time.h>

int main(void)
{
	sigset_t set;
	siginfo_t info;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGKILL);
	sigprocmask(SIG_BLOCK, &set, NULL);
	struct timespec zero = {0, 0}, below = {0, -1}, above = {0, 1000000000}, past = {-1, 0}, little = {0, 1000000};
	SHOW(sigtimedwait(&set, &info, &zero));
	SHOW(sigtimedwait(&set, &info, &below));
	SHOW(sigtimedwait(&set, &info, &above));
	SHOW(sigtimedwait(&set, &info, &past));
	SHOW(sigtimedwait(&set, &info, &little));
	raise(SIGUSR1);
	SHOW(sigtimedwait(&set, &info, &below));
	SHOW(sigtimedwait(&set, &info, &zero) == SIGUSR1);
	SHOW(sigtimedwait(&set, &info, &zero));
	raise(SIGUSR1);
	SHOW(sigtimedwait(&set, NULL, &zero) == SIGUSR1);
	raise(SIGUSR1);
	SHOW(sigwaitinfo(&set, NULL) == SIGUSR1);
	sigemptyset(&set);
	SHOW(sigtimedwait(&set, &info, &little));
	return 0;
}
