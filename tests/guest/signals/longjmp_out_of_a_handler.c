#include "behaviour.h"
#include <setjmp.h>

static sigjmp_buf place;

static void handler(int number)
{
	siglongjmp(place, number);
}

int main(void)
{
	signal(SIGSEGV, handler);
	signal(SIGUSR1, handler);
	for (int i = 0; i < 3; i++) {
		int came = sigsetjmp(place, 1);
		if (!came) {
			if (i == 1)
				raise(SIGUSR1);
			else
				*(volatile int *)16 = 1;
		}
		sigset_t now;
		sigprocmask(SIG_BLOCK, NULL, &now);
		printf("came with %d, blocked %d\n", came, sigismember(&now, came));
	}
	return 0;
}
