#include "behaviour.h"

static void show(siginfo_t *i, pid_t pid)
{
	printf("signo %d errno %d code %d pid %s uid %d status %d\n", i->si_signo, i->si_errno, i->si_code,
	       i->si_pid == pid ? "the child's" : i->si_pid ? "another's" : "0", i->si_uid, i->si_status);
}

int main(void)
{
	siginfo_t info;
	pid_t pid = fork();
	if (pid == 0)
		_exit(7);
	memset(&info, 0xff, sizeof info);
	SHOW(waitid(P_PID, pid, &info, WEXITED | WNOWAIT));
	show(&info, pid);
	SHOW(waitid(P_ALL, 0, &info, WEXITED));
	show(&info, pid);
	SHOW(waitid(P_ALL, 0, &info, WEXITED));

	pid = fork();
	if (pid == 0) {
		pause();
		_exit(0);
	}
	memset(&info, 0xff, sizeof info);
	SHOW(waitid(P_PID, pid, &info, WEXITED | WNOHANG));
	show(&info, pid);
	kill(pid, SIGSTOP);
	SHOW(waitid(P_PID, pid, &info, WSTOPPED));
	show(&info, pid);
	kill(pid, SIGCONT);
	SHOW(waitid(P_PID, pid, &info, WCONTINUED));
	show(&info, pid);
	kill(pid, SIGKILL);
	SHOW(waitid(P_PGID, getpgrp(), &info, WEXITED));
	show(&info, pid);
}
