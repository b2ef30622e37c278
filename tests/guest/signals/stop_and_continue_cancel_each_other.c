#include "behaviour.h"

static void handler(int number)
{
	printf("handler of %d\n", number);
}

static int blocked(void)
{
	sigset_t set, pending;
	sigemptyset(&set);
	sigaddset(&set, SIGTSTP);
	sigaddset(&set, SIGCONT);
	sigaddset(&set, SIGTTIN);
	signal(SIGCONT, handler);
	sigprocmask(SIG_BLOCK, &set, NULL);
	raise(SIGTSTP);
	kill(getpid(), SIGTTIN);
	sigpending(&pending);
	printf("tstp %d ttin %d cont %d\n", sigismember(&pending, SIGTSTP), sigismember(&pending, SIGTTIN), sigismember(&pending, SIGCONT));
	raise(SIGCONT);
	sigpending(&pending);
	printf("tstp %d ttin %d cont %d\n", sigismember(&pending, SIGTSTP), sigismember(&pending, SIGTTIN), sigismember(&pending, SIGCONT));
	raise(SIGTSTP);
	sigpending(&pending);
	printf("tstp %d ttin %d cont %d\n", sigismember(&pending, SIGTSTP), sigismember(&pending, SIGTTIN), sigismember(&pending, SIGCONT));
	raise(SIGCONT);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	return 0;
}

int main(void)
{
	show_status(wait_status(child(blocked)));
	return 0;
}
