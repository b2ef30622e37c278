#include "behaviour.h"
#include <sched.h>

static volatile int got;
static void handler(int n) { got = n; }

static pid_t make(int signal)
{
	fflush(stdout);
	pid_t pid = syscall(SYS_clone, signal, 0, 0, 0, 0);
	CHECK(pid >= 0);
	if (pid == 0)
		_exit(2);
	CHECK(waitid(P_PID, pid, NULL, WEXITED | WNOWAIT | __WALL) == 0);
	return pid;
}

int main(void)
{
	int status;
	signal(SIGUSR1, handler);
	signal(SIGCHLD, handler);
	pid_t pid = make(SIGUSR1);
	printf("signal %d\n", got);
	SHOW(waitpid(pid, &status, 0));
	CHECK(waitpid(pid, &status, __WCLONE) == pid);
	show_status(status);
	got = 0;
	pid = make(0);
	printf("signal %d\n", got);
	SHOW(waitpid(-1, &status, 0));
	CHECK(waitpid(-1, &status, __WALL) == pid);
	show_status(status);
	pid = make(SIGCHLD);
	SHOW(waitpid(pid, &status, __WCLONE));
	CHECK(waitpid(pid, &status, __WALL) == pid);
	show_status(status);
}
