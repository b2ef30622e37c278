// sigaction(2): for each signal, each flag by itself: which handler form runs, whether it resets, nests, and is blocked meanwhile.
#include "behaviour.h"

static volatile int depth, most, info_given, calls, blocked_inside;
static int again;
static void note(int s)
{
	sigset_t now;
	sigprocmask(SIG_BLOCK, NULL, &now);
	blocked_inside = sigismember(&now, s);
	calls++;
	if (++depth > most)
		most = depth;
	if (again-- > 0)
		raise(s);
	depth--;
}
static void plain(int s) { note(s); }
static void with_info(int s, siginfo_t *i, void *c)
{
	info_given = i && i->si_signo == s && c;
	note(s);
}

int main(void)
{
	int flags[] = {0, SA_SIGINFO, SA_NODEFER, SA_RESETHAND, SA_RESTART, SA_ONSTACK, SA_NOCLDSTOP, SA_NOCLDWAIT};
	for (int s = 1; s <= 64; s++) {
		for (int f = 0; f < 8; f++) {
			struct sigaction a = {.sa_flags = flags[f]}, back;
			if (flags[f] & SA_SIGINFO)
				a.sa_sigaction = with_info;
			else
				a.sa_handler = plain;
			sigemptyset(&a.sa_mask);
			errno = 0;
			if (sigaction(s, &a, NULL)) {
				printf("%d: %s\n", s, strerrorname_np(errno));
				break;
			}
			calls = depth = most = info_given = 0;
			again = flags[f] & SA_RESETHAND ? 0 : 1;
			raise(s);
			sigaction(s, NULL, &back);
			printf("%d %d: calls %d deep %d info %d blocked %d still %d\n", s, f, calls, most, info_given, blocked_inside,
			       back.sa_handler == a.sa_handler);
			signal(s, SIG_DFL);
		}
	}
	return 0;
}
