// sigemptyset(3), sigfillset(3), sigaddset(3), sigdelset(3), sigismember(3), sigisemptyset(3): every number, and what is refused.
#include "behaviour.h"

int main(void)
{
	sigset_t s, f, r;
	sigemptyset(&s), sigfillset(&f);
	for (int n = -1; n <= 66; n++) {
		errno = 0;
		int a = sigaddset(&s, n);
		int e = errno;
		printf("%d: add %d %s member %d full %d", n, a, e ? strerrorname_np(e) : "", sigismember(&s, n), sigismember(&f, n));
		printf(" delete %d empty %d\n", sigdelset(&s, n), sigisemptyset(&s));
	}
	sigaddset(&s, 5);
	sigandset(&r, &s, &f), printf("%d", sigismember(&r, 5));
	sigorset(&r, &s, &f), printf("%d\n", sigismember(&r, 6));
	return 0;
}
