#include "behaviour.h"

static pid_t parent;
static int look(void)
{
	SHOW(getppid() == parent);
	SHOW(getpid() != parent);
	SHOW(gettid() == getpid());
	SHOW(getpgrp() == getpgid(0));
	SHOW(getpgid(parent) == getpgrp());
	return 0;
}

int main(void)
{
	parent = getpid();
	show_status(wait_status(child(look)));
}
