#include "behaviour.h"
#include <sched.h>

int main(void)
{
	pid_t in_parent = 0, in_child = 0;
	pid_t pid = syscall(SYS_clone, CLONE_PARENT_SETTID | CLONE_CHILD_SETTID | SIGCHLD, 0, &in_parent, &in_child, 0);
	CHECK(pid >= 0);
	if (pid == 0)
		_exit(in_child == getpid() && in_parent == getpid());
	show_status(wait_status(pid));
	printf("%d %d\n", in_parent == pid, in_child);
	pid = syscall(SYS_clone, CLONE_PARENT_SETTID | CLONE_CHILD_SETTID | SIGCHLD, 0, 1L, 1L, 0); /* bad addresses are no errors */
	if (pid == 0)
		_exit(5);
	show_status(wait_status(pid));
}
