// sigqueue(3): EINVAL for a signal that is none, ESRCH for a process that is none, and 0 only asks; it names one process, never a group.
#include "behaviour.h"

static int leave(void) { return 0; }

int main(void)
{
	union sigval value = {.sival_int = 5};
	SHOW(sigqueue(getpid(), 0, value));
	SHOW(sigqueue(getpid(), -1, value));
	SHOW(sigqueue(getpid(), 65, value));
	SHOW(sigqueue(1 << 30, 0, value));
	SHOW(sigqueue(1 << 30, SIGUSR1, value));
	SHOW(sigqueue(-1, SIGUSR1, value));
	SHOW(sigqueue(0, SIGUSR1, value));
	SHOW(sigqueue(-getpgrp(), 0, value));
	pid_t pid = child(leave);
	siginfo_t info;
	CHECK(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT) == 0);
	SHOW(sigqueue(pid, SIGTERM, value)); // a zombie still has its number
	show_status(wait_status(pid));
	SHOW(sigqueue(pid, SIGTERM, value));
	return 0;
}
