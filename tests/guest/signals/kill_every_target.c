// kill(2): 0 and -1 and negative groups, signal 0, errors; the sender may get it before kill returns.
#include "behaviour.h"

static volatile int calls;
static void handler(int s) { (void)s; calls++; }
static int stays(void) { for (;;) pause(); }

int main(void)
{
	signal(SIGUSR1, handler);
	SHOW(kill(getpid(), 0));
	SHOW(kill(getpid(), SIGUSR1));
	printf("calls %d\n", calls);
	SHOW(kill(getpid(), -1));
	SHOW(kill(getpid(), 65));
	SHOW(kill(999999, 0));
	SHOW(kill(-999999, SIGUSR1));
	setpgid(0, 0);
	SHOW(kill(0, SIGUSR1));
	printf("calls %d\n", calls);
	SHOW(killpg(getpgrp(), SIGUSR1));
	SHOW(killpg(0, SIGUSR1));
	SHOW(killpg(-1, SIGUSR1));
	SHOW(killpg(999999, SIGUSR1));
	printf("calls %d\n", calls);
	pid_t a = child(stays), b = child(stays);
	setpgid(a, a), setpgid(b, a);
	SHOW(killpg(a, SIGTERM));
	show_status(wait_status(a));
	show_status(wait_status(b));
	SHOW(kill(a, 0));
	SHOW(raise(0));
	SHOW(raise(-1));
	SHOW(raise(65));
	return 0;
}
