// unshare(2): CLONE_SIGHAND is EINVAL while another process shares the dispositions, a zombie too, until it has been waited for.
#include "behaviour.h"
#include <sched.h>

static char stack[1 << 14] __attribute__((aligned(16)));

static int ends(void *unused)
{
	(void)unused;
	return 0;
}

int main(void)
{
	siginfo_t info;
	SHOW(unshare(CLONE_SIGHAND));
	pid_t pid = clone(ends, stack + sizeof stack, CLONE_VM | CLONE_SIGHAND | SIGCHLD, NULL);
	CHECK(pid > 0);
	waitid(P_PID, pid, &info, WEXITED | WNOWAIT);
	SHOW(unshare(CLONE_SIGHAND));
	SHOW(unshare(CLONE_VM));
	SHOW(unshare(CLONE_THREAD));
	waitpid(pid, NULL, 0);
	SHOW(unshare(CLONE_SIGHAND));
	return 0;
}
