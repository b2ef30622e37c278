#include "behaviour.h"

static int depth;

static void show_mask(const char *words)
{
	sigset_t now;
	sigprocmask(SIG_BLOCK, NULL, &now);
	printf("%s:", words);
	for (int i = 1; i < 65; i++)
		if (sigismember(&now, i) == 1)
			printf(" %d", i);
	printf("\n");
}

static void handler(int number)
{
	show_mask("in handler");
	if (depth++ == 0) {
		raise(number);
		show_mask("after raise");
	}
}

int main(void)
{
	int flags[] = {0, SA_NODEFER, SA_RESETHAND, SA_RESETHAND | SA_NODEFER};
	for (int i = 0; i < 3; i++) {
		struct sigaction action = {.sa_handler = handler, .sa_flags = flags[i]}, after;
		sigaddset(&action.sa_mask, SIGINT);
		sigaddset(&action.sa_mask, SIGKILL);
		depth = i == 2;
		sigaction(SIGUSR1, &action, NULL);
		raise(SIGUSR1);
		sigaction(SIGUSR1, NULL, &after);
		printf("%d: handler left %d flags %#x\n", i, after.sa_handler == handler, after.sa_flags);
		show_mask("outside");
	}
	return 0;
}
