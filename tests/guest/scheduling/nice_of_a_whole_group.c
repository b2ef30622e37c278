// getpriority(2), setpriority(2): a group's is its most favoured member's; all are set; errors of who and which.
#include "behaviour.h"
#include <sys/resource.h>

static int go[2], back[2];
static int member(void)
{
	SHOW(nice(getpgrp() == getpid() ? 5 : 9));
	fflush(stdout);
	tell(back), await(go);
	printf("now %d\n", getpriority(PRIO_PROCESS, 0));
	return 0;
}
static int leader(void)
{
	setpgid(0, 0);
	pid_t p = child(member);
	await(back);
	SHOW(nice(5));
	SHOW(getpriority(PRIO_PGRP, 0));
	SHOW(getpriority(PRIO_PROCESS, 0));
	SHOW(getpriority(PRIO_PROCESS, p));
	SHOW(setpriority(PRIO_PGRP, 0, 12));
	fflush(stdout);
	tell(go);
	show_status(wait_status(p));
	SHOW(getpriority(PRIO_PROCESS, 0));
	return 0;
}

int main(void)
{
	make_pipe(go), make_pipe(back);
	show_status(wait_status(child(leader)));
	SHOW(getpriority(PRIO_PROCESS, 0));
	SHOW(getpriority(PRIO_PROCESS, 99999999));
	SHOW(getpriority(PRIO_PGRP, 99999999));
	SHOW(getpriority(PRIO_USER, 99999999));
	SHOW(getpriority(3, 0));
	SHOW(getpriority(-1, 0));
	SHOW(setpriority(PRIO_PROCESS, 99999999, 0));
	SHOW(setpriority(PRIO_PGRP, 99999999, 0));
	SHOW(setpriority(3, 0, 0));
	return 0;
}
