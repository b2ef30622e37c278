// sigaction(2): the new action is installed; with NULL for it the action is only read, with NULL for both the number is only checked.
#include "behaviour.h"

static int count;
static void handler(int s) { (void)s; count++; }

int main(void)
{
	struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART}, old;
	SHOW(sigaction(SIGUSR1, NULL, NULL));
	SHOW(sigaction(SIGUSR1, &action, NULL));
	for (int round = 0; round < 2; round++) {
		SHOW(sigaction(SIGUSR1, NULL, &old));
		printf("handler %d restart %d\n", old.sa_handler == handler, !!(old.sa_flags & SA_RESTART));
	}
	SHOW(sigaction(SIGKILL, NULL, &old));
	printf("default %d\n", old.sa_handler == SIG_DFL);
	SHOW(sigaction(SIGSTOP, NULL, NULL));
	SHOW(sigaction(SIGKILL, &old, NULL));
	SHOW(sigaction(0, NULL, NULL));
	SHOW(sigaction(65, NULL, NULL));
	SHOW(sigaction(SIGUSR1, &old, &old));
	printf("swapped in one structure %d\n", old.sa_handler == handler);
	SHOW(sigaction(SIGUSR1, &old, &old));
	printf("and back %d\n", old.sa_handler == SIG_DFL);
	raise(SIGUSR1);
	printf("called %d\n", count);
	return 0;
}
