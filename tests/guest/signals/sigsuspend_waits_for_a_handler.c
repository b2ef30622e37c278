// sigsuspend(2): an ignored signal does not end it, and one that is blocked in its mask neither; a handler does, always with EINTR.
#include "behaviour.h"

static volatile int last;
static void handler(int s) { last = s; }


static int sender(void)
{
	pid_t parent = getppid();
	kill(parent, SIGURG); // ignored by default
	kill(parent, SIGHUP); // ignored on demand
	kill(parent, SIGUSR1); // blocked
	kill(parent, SIGUSR2);
	return 0;
}

int main(void)
{
	sigset_t all, most, pending;
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	signal(SIGUSR1, handler);
	signal(SIGUSR2, handler);
	signal(SIGHUP, SIG_IGN);
	pid_t pid = child(sender);
	most = all;
	sigdelset(&most, SIGUSR2);
	sigdelset(&most, SIGHUP);
	sigdelset(&most, SIGURG);
	SHOW(sigsuspend(&most));
	printf("%s\n", signal_name(last));
	show_status(wait_status(pid));
	sigpending(&pending);
	printf("pending: USR1 %d USR2 %d\n", sigismember(&pending, SIGUSR1), sigismember(&pending, SIGUSR2));
	sigemptyset(&most);
	SHOW(sigsuspend(&most));
	printf("%s\n", signal_name(last));
	return 0;
}
