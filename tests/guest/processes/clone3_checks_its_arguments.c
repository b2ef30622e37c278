#include "behaviour.h"
#include <linux/sched.h>

static char stack[4096];

int main(void)
{
	struct clone_args a = { .exit_signal = SIGCHLD };
	struct { struct clone_args a; long more; } large = { .a = { .exit_signal = SIGCHLD } };
	SHOW(syscall(SYS_clone3, &a, 8));
	SHOW(syscall(SYS_clone3, &a, 5000));
	SHOW(syscall(SYS_clone3, 1L, sizeof a));
	a.exit_signal = 65;
	SHOW(syscall(SYS_clone3, &a, sizeof a));
	a.exit_signal = SIGCHLD;
	a.stack = (long)stack;
	SHOW(syscall(SYS_clone3, &a, sizeof a));
	a.stack = 0;
	a.stack_size = 4096;
	SHOW(syscall(SYS_clone3, &a, sizeof a));
	a.stack_size = 0;
	a.flags = CLONE_DETACHED;
	SHOW(syscall(SYS_clone3, &a, sizeof a));
	a.flags = CLONE_PARENT;
	SHOW(syscall(SYS_clone3, &a, sizeof a));
	a.flags = CLONE_SIGHAND | CLONE_CLEAR_SIGHAND | CLONE_VM;
	SHOW(syscall(SYS_clone3, &a, sizeof a));
	a.flags = 1ULL << 40;
	SHOW(syscall(SYS_clone3, &a, sizeof a));
	large.more = 1;
	SHOW(syscall(SYS_clone3, &large, sizeof large));
	large.more = 0;
	fflush(stdout);
	pid_t pid = syscall(SYS_clone3, &large, sizeof large);
	if (pid == 0)
		_exit(3);
	show_status(wait_status(pid));
	a.flags = 0;
	pid = syscall(SYS_clone3, &a, CLONE_ARGS_SIZE_VER0);
	if (pid == 0)
		_exit(4);
	show_status(wait_status(pid));
}
