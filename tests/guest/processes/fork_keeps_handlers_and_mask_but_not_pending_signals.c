#include "behaviour.h"

static void handler(int n) { write(1, "handled\n", 8); }

static int look(void)
{
	sigset_t set;
	sigpending(&set);
	printf("pending %d\n", sigismember(&set, SIGUSR1));
	sigprocmask(SIG_BLOCK, NULL, &set);
	printf("blocked %d\n", sigismember(&set, SIGUSR1));
	fflush(stdout);
	raise(SIGUSR1);
	sigprocmask(SIG_SETMASK, &(sigset_t){ 0 }, NULL);
	return 0;
}

int main(void)
{
	sigset_t set;
	signal(SIGUSR1, handler);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	raise(SIGUSR1);
	show_status(wait_status(child(look)));
	look();
}
