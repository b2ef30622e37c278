#include "behaviour.h"

int main(void)
{
	int go[2];
	make_pipe(go);
	pid_t pid = fork();
	if (pid == 0) {
		await(go);
		_exit(1);
	}
	siginfo_t info;
	int fd = syscall(SYS_pidfd_open, pid, O_NONBLOCK);
	SHOW(waitid(P_PIDFD, fd, &info, WEXITED));
	SHOW(waitid(P_PIDFD, fd, &info, WEXITED | WNOHANG));
	tell(go);
	show_status(wait_status(pid));
	SHOW(waitid(P_PIDFD, fd, &info, WEXITED));
}
