#include "behaviour.h"
#include <poll.h>
#include <sys/pidfd.h>

int main(void)
{
	int go[2];
	make_pipe(go);
	pid_t pid = fork();
	if (pid == 0) {
		await(go);
		_exit(6);
	}
	int fd = syscall(SYS_pidfd_open, pid, 0);
	CHECK(fd >= 0);
	SHOW(fcntl(fd, F_GETFD));
	struct pollfd p = { .fd = fd, .events = POLLIN };
	SHOW(poll(&p, 1, 0));
	tell(go);
	SHOW(poll(&p, 1, -1));
	printf("%#x\n", p.revents & POLLIN);
	siginfo_t info;
	SHOW(waitid(P_PIDFD, fd, &info, WEXITED));
	printf("%d %d\n", info.si_status, info.si_pid == pid);
	SHOW(poll(&p, 1, -1) > 0);
	SHOW(waitid(P_PIDFD, fd, &info, WEXITED));
	SHOW(syscall(SYS_pidfd_send_signal, fd, 0, NULL, 0));
	SHOW(syscall(SYS_pidfd_open, pid, 0));
}
