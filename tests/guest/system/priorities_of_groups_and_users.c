// needs: root
/* getpriority and setpriority of a process, a group, a user: the lowest nice value of all is the answer, all are changed, and the error
 * is that of the last who could not be. */
#include "behaviour.h"
#include <sys/resource.h>

static int ready[2], end[2];

static pid_t member(pid_t group, uid_t uid, int nice_)
{
	fflush(stdout);
	pid_t pid = fork();
	if (!pid) {
		setpriority(PRIO_PROCESS, 0, nice_);
		if (uid)
			CHECK(setresuid(uid, uid, uid) == 0);
		tell(ready);
		await(end);
		_exit(0);
	}
	setpgid(pid, group ? group : pid);
	await(ready);
	return pid;
}

static int as_a_user(pid_t group, pid_t mine, pid_t other)
{
	CHECK(setresuid(1001, 1001, 1001) == 0);
	SHOW(setpriority(PRIO_PROCESS, mine, 12));
	SHOW(setpriority(PRIO_PROCESS, mine, 11));
	SHOW(setpriority(PRIO_PROCESS, other, 15));
	SHOW(setpriority(PRIO_PGRP, group, 13));
	SHOW(setpriority(PRIO_PGRP, group, 5));
	SHOW(setpriority(PRIO_USER, 0, 14));
	SHOW(setpriority(PRIO_USER, 1002, 14));
	SHOW(getpriority(PRIO_PROCESS, mine));
	SHOW(getpriority(PRIO_PROCESS, other));
	SHOW(getpriority(PRIO_PGRP, group));
	SHOW(getpriority(PRIO_USER, 0));
	struct rlimit r = {20, 20};
	SHOW(setrlimit(RLIMIT_NICE, &r));
	SHOW(nice(-1));
	SHOW(nice(3));
	return 0;
}

int main(void)
{
	make_pipe(ready);
	make_pipe(end);
	pid_t a = member(0, 1001, 10), b = member(a, 1002, -4), c = member(a, 1001, 7);
	SHOW(getpriority(PRIO_PGRP, a));
	SHOW(getpriority(PRIO_USER, 1001));
	SHOW(getpriority(PRIO_USER, 1002));
	SHOW(getpriority(PRIO_USER, 4711));
	SHOW(getpriority(PRIO_PGRP, 999999));
	SHOW(getpriority(PRIO_PROCESS, 999999));
	SHOW(getpriority(3, 0));
	SHOW(getpriority(-1, 0));
	SHOW(getpriority(PRIO_PROCESS, -1));
	SHOW(setpriority(PRIO_PGRP, 999999, 1));
	SHOW(setpriority(PRIO_USER, 4711, 1));
	SHOW(setpriority(3, 0, 1));
	SHOW(setpriority(PRIO_PROCESS, a, 100));
	SHOW(getpriority(PRIO_PROCESS, a));
	SHOW(setpriority(PRIO_PROCESS, a, -100));
	SHOW(getpriority(PRIO_PROCESS, a));
	SHOW(setpriority(PRIO_PROCESS, a, 10));
	SHOW(syscall(SYS_getpriority, PRIO_PROCESS, a));
	fflush(stdout);
	pid_t user = fork();
	if (!user) {
		as_a_user(a, a, b);
		fflush(stdout);
		_exit(0);
	}
	show_status(wait_status(user));
	SHOW(setpriority(PRIO_PGRP, a, 3));
	SHOW(getpriority(PRIO_PROCESS, c));
	SHOW(setpriority(PRIO_USER, 1001, 2));
	SHOW(getpriority(PRIO_PROCESS, a));
	SHOW(getpriority(PRIO_PROCESS, b));
	for (int i = 0; i < 3; i++)
		tell(end);
	while (wait(NULL) > 0)
		;
	return 0;
}
