// needs: root
#include "behaviour.h"
#include <sys/resource.h>

static int look(void) { return getpriority(PRIO_PROCESS, 0) + 20; }

int main(void)
{
	SHOW(getpriority(PRIO_PROCESS, 0));
	SHOW(syscall(SYS_getpriority, PRIO_PROCESS, 0));
	SHOW(setpriority(PRIO_PROCESS, 0, 5));
	SHOW(getpriority(PRIO_PROCESS, 0));
	show_status(wait_status(child(look)));
	SHOW(setpriority(PRIO_PROCESS, 0, 99));
	SHOW(syscall(SYS_getpriority, PRIO_PROCESS, 0));
	SHOW(setpriority(PRIO_PROCESS, 0, -99));
	SHOW(syscall(SYS_getpriority, PRIO_PROCESS, 0));
	SHOW(setpriority(PRIO_PROCESS, 0, 3));
	CHECK(setresuid(54322, 54322, 54322) == 0);
	SHOW(setpriority(PRIO_PROCESS, 0, 2));
	SHOW(setpriority(PRIO_PROCESS, 0, 4));
	SHOW(setpriority(PRIO_PROCESS, 1, 4));
	SHOW(setpriority(PRIO_USER, 0, 6));
	SHOW(getpriority(PRIO_USER, 0));
	SHOW(getpriority(PRIO_PGRP, 0));
	SHOW(setpriority(7, 0, 0));
	SHOW(getpriority(7, 0));
	SHOW(getpriority(PRIO_PROCESS, 99999999));
	SHOW(getpriority(PRIO_USER, 54399));
	SHOW(nice(1));
}
