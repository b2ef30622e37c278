// sigsetjmp(3) with 0 does not save the mask: after a jump out of a handler the signal stays blocked; with 1 it is open again.
#include "behaviour.h"
#include <setjmp.h>

static sigjmp_buf place;
static void handler(int s) { (void)s; siglongjmp(place, 5); }

static int blocked(void)
{
	sigset_t now;
	sigprocmask(SIG_BLOCK, NULL, &now);
	return sigismember(&now, SIGUSR1);
}

int main(void)
{
	sigset_t set;
	signal(SIGUSR1, handler);
	for (int save = 1; save >= 0; save--) {
		int value = sigsetjmp(place, save);
		if (value == 0)
			raise(SIGUSR1);
		printf("saved %d: value %d blocked %d\n", save, value, blocked());
	}
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	SHOW(sigprocmask(SIG_UNBLOCK, &set, NULL));
	if (sigsetjmp(place, 1) == 0)
		siglongjmp(place, 0);
	else
		printf("0 becomes another value\n");
	return 0;
}
