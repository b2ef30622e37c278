#include "behaviour.h"

static int grandchild(void)
{
	SHOW(getsid(0) == getppid());
	SHOW(getpgrp() == getppid());
	SHOW(setsid() == getpid());
	return 0;
}

static int leader(void)
{
	pid_t old = getsid(0);
	SHOW(setsid() == getpid());
	SHOW(getsid(0) == getpid());
	SHOW(getpgrp() == getpid());
	SHOW(getsid(0) != old);
	show_status(wait_status(child(grandchild)));
	return 0;
}

static int group_leader(void)
{
	SHOW(setpgid(0, 0));
	SHOW(setsid());
	return 0;
}

int main(void)
{
	show_status(wait_status(child(leader)));
	show_status(wait_status(child(group_leader)));
	SHOW(getsid(99999999));
	SHOW(getpgid(99999999));
	SHOW(getsid(getpid()) == getsid(0));
}
