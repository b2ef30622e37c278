#include "behaviour.h"

int main(void)
{
	SHOW(kill(getpid(), 0));
	SHOW(kill(getpid(), 65));
	SHOW(kill(getpid(), -1));
	SHOW(kill(999999, 0));
	SHOW(kill(-999999, SIGTERM));
	SHOW(kill(0x80000000, SIGTERM));
	SHOW(syscall(SYS_tkill, 0, 0));
	SHOW(syscall(SYS_tkill, -1, 0));
	SHOW(syscall(SYS_tkill, 999999, 0));
	SHOW(syscall(SYS_tgkill, getpid(), gettid(), 0));
	SHOW(syscall(SYS_tgkill, getpid(), gettid(), 65));
	SHOW(syscall(SYS_tgkill, getpid(), 1, 0));
	SHOW(syscall(SYS_tgkill, 0, gettid(), 0));
	SHOW(syscall(SYS_tgkill, -1, gettid(), 0));
	pid_t zombie = fork();
	if (!zombie)
		_exit(0);
	siginfo_t info;
	CHECK(waitid(P_PID, zombie, &info, WEXITED | WNOWAIT) == 0);
	SHOW(kill(zombie, SIGKILL));
	SHOW(syscall(SYS_tkill, zombie, SIGKILL));
	show_status(wait_status(zombie));
	SHOW(kill(zombie, 0));
	return 0;
}
