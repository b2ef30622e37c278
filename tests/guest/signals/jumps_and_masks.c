// sigsetjmp(3): with a saved mask siglongjmp brings it back, without it does not.
#include "behaviour.h"
#include <setjmp.h>

static sigjmp_buf place;
static void handler(int s) { (void)s; siglongjmp(place, 5); }

int main(void)
{
	signal(SIGUSR1, handler);
	for (volatile int save = 1; save >= 0; save--) {
		sigset_t now;
		int r = sigsetjmp(place, save);
		if (!r)
			raise(SIGUSR1);
		sigprocmask(SIG_BLOCK, NULL, &now);
		printf("save %d: returned %d, blocked %d\n", save, r, sigismember(&now, SIGUSR1));
	}
	return 0;
}
