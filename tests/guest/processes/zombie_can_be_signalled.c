#include "behaviour.h"

int main(void)
{
	pid_t pid = fork();
	if (pid == 0)
		_exit(4);
	CHECK(waitid(P_PID, pid, NULL, WEXITED | WNOWAIT) == 0);
	SHOW(kill(pid, 0));
	SHOW(kill(pid, SIGKILL));
	SHOW(getpgid(pid) == getpgrp());
	SHOW(getsid(pid) == getsid(0));
	SHOW(setpgid(pid, pid));
	SHOW(getpgid(pid) == pid);
	show_status(wait_status(pid));
	SHOW(kill(pid, 0));
	SHOW(getpgid(pid));
	SHOW(setpgid(pid, pid));
}
