// slow
/* close_range(2): CLOSE_RANGE_CLOEXEC, CLOSE_RANGE_UNSHARE between processes that share a table, bad ranges. */
#include "behaviour.h"
#include <linux/close_range.h>
#include <sched.h>

static int gap[2];
static int shares(void *unused)
{
	SHOW(close_range(10, 20, CLOSE_RANGE_UNSHARE));
	SHOW(fcntl(12, F_GETFD));
	SHOW(dup2(0, 40));
	return 0;
}

int main(void)
{
	static char stack[65536] __attribute__((aligned(16)));
	for (int fd = 10; fd < 16; fd++)
		dup2(0, fd);
	SHOW(close_range(13, 11, 0));
	SHOW(close_range(11, 12, CLOSE_RANGE_CLOEXEC));
	for (int fd = 10; fd < 14; fd++)
		printf("%d: %d\n", fd, fcntl(fd, F_GETFD));
	SHOW(close_range(12, 12, 0));
	SHOW(fcntl(12, F_GETFD));
	dup2(0, 12);
	fflush(stdout);
	pid_t pid = clone(shares, stack + sizeof stack, CLONE_FILES | CLONE_VM | CLONE_VFORK | SIGCHLD, NULL);
	wait_status(pid);
	SHOW(fcntl(12, F_GETFD));
	SHOW(fcntl(40, F_GETFD));
	SHOW(close_range(14, ~0u, CLOSE_RANGE_CLOEXEC | CLOSE_RANGE_UNSHARE));
	SHOW(fcntl(14, F_GETFD));
	SHOW(close_range(14, ~0u, 8));
	SHOW(close_range(14, ~0u, 0));
	SHOW(fcntl(14, F_GETFD));
	SHOW(close_range(1000000, ~0u, 0));
	return 0;
}
