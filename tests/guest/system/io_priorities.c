// needs: root
#include "behaviour.h"

static int look(void)
{
	SHOW(syscall(SYS_ioprio_get, 1, 0));
	return 0;
}

int main(void)
{
	SHOW(syscall(SYS_ioprio_get, 1, 0));
	SHOW(syscall(SYS_ioprio_set, 1, 0, 2 << 13 | 7));
	SHOW(syscall(SYS_ioprio_get, 1, 0));
	show_status(wait_status(child(look)));
	SHOW(syscall(SYS_ioprio_set, 1, 0, 4 << 13));
	SHOW(syscall(SYS_ioprio_set, 1, 0, 3));
	SHOW(syscall(SYS_ioprio_set, 1, 0, 3 << 13));
	SHOW(syscall(SYS_ioprio_get, 1, 0));
	SHOW(syscall(SYS_ioprio_set, 9, 0, 0));
	SHOW(syscall(SYS_ioprio_get, 9, 0));
	SHOW(syscall(SYS_ioprio_get, 1, 99999999));
	SHOW(syscall(SYS_ioprio_set, 1, 99999999, 0));
	SHOW(syscall(SYS_ioprio_set, 1, 0, 1 << 13 | 3));
	SHOW(syscall(SYS_ioprio_get, 1, 0));
	CHECK(setresuid(54323, 54323, 54323) == 0);
	SHOW(syscall(SYS_ioprio_set, 1, 0, 1 << 13));
	SHOW(syscall(SYS_ioprio_set, 1, 1, 2 << 13 | 1));
	SHOW(syscall(SYS_ioprio_get, 3, 0));
	SHOW(syscall(SYS_ioprio_get, 2, 0) > 0);
}
