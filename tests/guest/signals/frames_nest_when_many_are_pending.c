#include "behaviour.h"

static int depth;

static void handler(int number)
{
	sigset_t now;
	printf("%*s> %d\n", depth++ * 2, "", number);
	sigprocmask(SIG_BLOCK, NULL, &now);
	printf("%*s  blocked:", depth * 2, "");
	for (int i = 1; i < 65; i++)
		if (sigismember(&now, i) == 1)
			printf(" %d", i);
	printf("\n%*s< %d\n", --depth * 2, "", number);
}

int main(void)
{
	struct sigaction action = {.sa_handler = handler};
	int signals[] = {SIGTERM, SIGHUP, SIGRTMAX, SIGUSR1, SIGSEGV};
	sigset_t all, old;
	for (int i = 0; i < 5; i++)
		sigaction(signals[i], &action, NULL);
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &old);
	for (int i = 0; i < 5; i++)
		raise(signals[i]);
	sigprocmask(SIG_SETMASK, &old, NULL);
	return 0;
}
