// setpgid(2): EPERM for a child in another session, ESRCH for a grandchild and for the parent; getpgid and getsid see them all.
#include "behaviour.h"

static int go[2], back[2], number[2];
static int own_session(void)
{
	CHECK(setsid() == getpid());
	tell(back), await(go);
	return 0;
}
static int grandchild(void)
{
	SHOW(setpgid(getppid(), 0));
	fflush(stdout);
	tell(back), await(go);
	return 0;
}
static int middle(void)
{
	pid_t p = child(grandchild);
	CHECK(write(number[1], &p, sizeof p) == sizeof p);
	return WEXITSTATUS(wait_status(p));
}

int main(void)
{
	make_pipe(go), make_pipe(back), make_pipe(number);
	pid_t p = child(own_session), q;
	await(back);
	SHOW(setpgid(p, 0));
	SHOW(setpgid(p, getpgrp()));
	SHOW(getpgid(p) == p && getsid(p) == p);
	SHOW(setpgid(0, p)); /* a group of another session */
	tell(go);
	show_status(wait_status(p));
	p = child(middle);
	CHECK(read(number[0], &q, sizeof q) == sizeof q);
	await(back);
	SHOW(setpgid(q, q));
	SHOW(getpgid(q) == getpgrp() && getsid(q) == getsid(0));
	tell(go);
	show_status(wait_status(p));
	SHOW(getpgid(-1));
	SHOW(getsid(-1));
	return 0;
}
