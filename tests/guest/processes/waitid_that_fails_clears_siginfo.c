// slow
/* waitid(2): a call that fails, or is interrupted, leaves zeros in the siginfo_t; a bad address is told before the error. */
#include "behaviour.h"

static siginfo_t info;

static void show(const char *what)
{
	printf("%s: %d %d %d %d\n", what, info.si_signo, info.si_code, info.si_status, info.si_errno);
	memset(&info, 0xff, sizeof info);
}

static void caught(int signal)
{
	(void)signal;
}

int main(void)
{
	memset(&info, 0xff, sizeof info);
	SHOW(waitid(P_ALL, 0, &info, 0));
	show("no state asked for");
	SHOW(waitid(P_ALL, 0, &info, WEXITED));
	show("no child");
	SHOW(waitid(99, 0, &info, WEXITED));
	show("no such kind");
	SHOW(waitid(P_ALL, 0, (siginfo_t *)8, WEXITED));
	SHOW(waitid(P_ALL, 0, (siginfo_t *)8, 0));
	struct sigaction a = {.sa_handler = caught};
	sigaction(SIGALRM, &a, NULL);
	pid_t p = fork();
	if (p == 0)
		for (;;)
			pause();
	ualarm(20000, 0);
	SHOW(waitid(P_PID, p, &info, WEXITED));
	show("interrupted");
	kill(p, SIGKILL);
	SHOW(waitid(P_PID, p, &info, WEXITED));
	show("killed");
	return 0;
}
