// sigpending(2): what is raised while blocked and not yet delivered, and only that; kill and stop are never in it.
#include "behaviour.h"

static void show(const char *when)
{
	sigset_t pending;
	CHECK(sigpending(&pending) == 0);
	printf("%s:", when);
	for (int s = 1; s <= 64; s++)
		if (s != 32 && s != 33 && sigismember(&pending, s))
			printf(" %d", s);
	printf("\n");
}

static void handler(int s) { (void)s; show("in the handler"); }

int main(void)
{
	sigset_t set;
	show("at first");
	signal(SIGUSR1, handler);
	raise(SIGUSR1);
	show("after");
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGRTMAX);
	sigprocmask(SIG_BLOCK, &set, NULL);
	show("blocked");
	raise(SIGTERM), raise(SIGRTMAX), raise(SIGUSR1);
	show("raised");
	sigdelset(&set, SIGTERM), sigdelset(&set, SIGRTMAX);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	show("one let through");
	SHOW(syscall(SYS_rt_sigpending, 8L, 8L));
	SHOW(syscall(SYS_rt_sigpending, &set, 9L));
	return 0;
}
