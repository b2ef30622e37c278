// nice(2), setpriority(2): beyond 19 and below -20 the end of the range counts; a child and a program executed keep it.
// needs: root
#include "behaviour.h"
#include <sys/resource.h>

static int show(void)
{
	printf("child %d\n", getpriority(PRIO_PROCESS, 0));
	return 0;
}
static int run(void)
{
	SHOW(nice(0));
	SHOW(nice(7));
	SHOW(nice(100));
	SHOW(nice(-1));
	SHOW(nice(-1000));
	SHOW(setpriority(PRIO_PROCESS, 0, 1000));
	SHOW(getpriority(PRIO_PROCESS, 0));
	SHOW(setpriority(PRIO_PROCESS, 0, -1000));
	SHOW(getpriority(PRIO_PROCESS, getpid()));
	SHOW(setpriority(PRIO_PROCESS, 0, 3));
	show_status(wait_status(child(show)));
	CHECK(setresuid(1000, 1000, 1000) == 0);
	SHOW(nice(2));
	SHOW(nice(-1));
	SHOW(setpriority(PRIO_PROCESS, 0, 4));
	SHOW(setpriority(PRIO_PROCESS, 0, 5));
	SHOW(setpriority(PRIO_PROCESS, 1, 5));
	SHOW(getpriority(PRIO_PROCESS, 0));
	return 0;
}

int main(void)
{
	show_status(wait_status(child(run)));
	return 0;
}
