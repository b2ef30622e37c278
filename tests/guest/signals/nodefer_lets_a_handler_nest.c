// SA_NODEFER: the signal is not added to the mask while its handler runs, so it can come again inside; unless sa_mask names it.
#include "behaviour.h"

static int depth, deepest;

static void handler(int s)
{
	if (++depth > deepest)
		deepest = depth;
	sigset_t now;
	sigprocmask(SIG_BLOCK, NULL, &now);
	printf("depth %d blocked %d\n", depth, sigismember(&now, s));
	static int more;
	if (more++ % 3 < 2)
		raise(s);
	depth--;
}

int main(void)
{
	struct sigaction action = {.sa_handler = handler, .sa_flags = SA_NODEFER};
	sigaction(SIGUSR1, &action, NULL);
	raise(SIGUSR1);
	printf("nodefer: deepest %d\n", deepest);
	deepest = 0;
	sigaddset(&action.sa_mask, SIGUSR1);
	sigaction(SIGUSR1, &action, NULL);
	raise(SIGUSR1);
	printf("nodefer and in the mask: deepest %d\n", deepest);
	deepest = 0;
	action.sa_flags = 0;
	sigemptyset(&action.sa_mask);
	sigaction(SIGUSR1, &action, NULL);
	raise(SIGUSR1);
	printf("plain: deepest %d\n", deepest);
	return 0;
}
