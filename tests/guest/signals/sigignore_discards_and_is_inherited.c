// sigignore(3): sets SIG_IGN, which forgets what is pending, stays over fork, and is read back by signal(2).
#include "behaviour.h"
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

static int in_child(void)
{
	raise(SIGUSR1);
	printf("ignored in the child: %d\n", signal(SIGUSR1, SIG_DFL) == SIG_IGN);
	fflush(stdout);
	raise(SIGUSR1);
	return 1;
}

int main(void)
{
	sigset_t pending;
	SHOW(sighold(SIGUSR1));
	raise(SIGUSR1);
	SHOW(sigignore(SIGUSR1));
	sigpending(&pending);
	printf("pending %d\n", sigismember(&pending, SIGUSR1));
	SHOW(sigrelse(SIGUSR1));
	show_status(wait_status(child(in_child)));
	raise(SIGUSR1);
	SHOW(sigignore(SIGSTOP));
	SHOW(sigignore(-3));
	return 0;
}
