// sigaction(2) with SIG_IGN: each signal that can be ignored is, also when it was pending, and sigaction says so.
#include "behaviour.h"

int main(void)
{
	for (int s = 1; s <= 64; s++) {
		struct sigaction a = {.sa_handler = SIG_IGN}, back;
		if (sigaction(s, &a, NULL)) {
			printf("%d: %s\n", s, strerrorname_np(errno));
			continue;
		}
		sigset_t set, pending;
		sigemptyset(&set);
		sigaddset(&set, s);
		raise(s);
		sigprocmask(SIG_BLOCK, &set, NULL);
		raise(s);
		sigpending(&pending);
		sigaction(s, NULL, &back);
		printf("%d: pending %d, ignored %d\n", s, sigismember(&pending, s), back.sa_handler == SIG_IGN);
		signal(s, SIG_DFL);
		raise(s);
		sigpending(&pending);
		printf("   default: pending %d\n", sigismember(&pending, s));
		signal(s, SIG_IGN);
		sigpending(&pending);
		printf("   ignored again: pending %d\n", sigismember(&pending, s));
		sigprocmask(SIG_UNBLOCK, &set, NULL);
	}
	return 0;
}
