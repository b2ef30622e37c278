// signal-safety(7), fork(2): a child made in a handler returns from that handler too, with the mask put back.
#include "behaviour.h"

static volatile pid_t made = -1;
static void handler(int s)
{
	sigset_t set;
	made = fork();
	sigprocmask(SIG_BLOCK, NULL, &set);
	if (made > 0)
		return;
	if (!sigismember(&set, s))
		_exit(50);
}

int main(void)
{
	struct sigaction a = {.sa_handler = handler};
	sigset_t set;
	sigaction(SIGUSR1, &a, NULL);
	printf("before\n");
	fflush(stdout);
	raise(SIGUSR1);
	sigprocmask(SIG_BLOCK, NULL, &set);
	if (made == 0) {
		printf("child: blocked %d\n", sigismember(&set, SIGUSR1));
		fflush(stdout);
		_exit(8);
	}
	show_status(wait_status(made));
	printf("parent: blocked %d\n", sigismember(&set, SIGUSR1));
	return 0;
}
