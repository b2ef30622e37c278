// sigprocmask(2) with one structure for the new and the old mask: the new is read before the old is written.
#include "behaviour.h"

static void show(const char *text, const sigset_t *set)
{
	printf("%s: HUP %d USR1 %d USR2 %d\n", text, sigismember(set, SIGHUP), sigismember(set, SIGUSR1), sigismember(set, SIGUSR2));
}

int main(void)
{
	sigset_t set, now;
	sigemptyset(&set);
	sigaddset(&set, SIGHUP);
	SHOW(sigprocmask(SIG_SETMASK, &set, NULL));
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	SHOW(sigprocmask(SIG_BLOCK, &set, &set));
	show("old", &set);
	sigprocmask(SIG_BLOCK, NULL, &now);
	show("now", &now);
	SHOW(sigprocmask(SIG_UNBLOCK, &set, &set));
	show("old", &set);
	SHOW(sigprocmask(SIG_SETMASK, &set, &set));
	show("old", &set);
	sigprocmask(SIG_BLOCK, NULL, &now);
	show("now", &now);
	return 0;
}
