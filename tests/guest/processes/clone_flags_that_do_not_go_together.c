#include "behaviour.h"
#include <sched.h>

int main(void)
{
	SHOW(syscall(SYS_clone, CLONE_THREAD, 0, 0, 0, 0));
	SHOW(syscall(SYS_clone, CLONE_THREAD | CLONE_VM, 0, 0, 0, 0));
	SHOW(syscall(SYS_clone, CLONE_SIGHAND, 0, 0, 0, 0));
	SHOW(syscall(SYS_clone, CLONE_FS | CLONE_NEWNS, 0, 0, 0, 0));
	SHOW(syscall(SYS_clone, CLONE_PIDFD | CLONE_PARENT_SETTID, 0, 0, 0, 0));
}
