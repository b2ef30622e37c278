// ioctl_tty(2), TIOCSCTTY: EPERM for a terminal of another session, and for a leader that has one already; the group may be chosen.
#include "pty.h"

static int go[2], back[2];
static int second_session(void)
{
	CHECK(setsid() == getpid());
	SHOW(ioctl(slave, TIOCSCTTY, 0));
	SHOW(tcgetpgrp(slave));
	SHOW(tcsetpgrp(slave, getpgrp()));
	return 0;
}
static int member(void)
{
	tell(back), await(go);
	return 0;
}
static int leader(void)
{
	CHECK(setsid() == getpid());
	open_pty();
	SHOW(ioctl(slave, TIOCSCTTY, 0));
	SHOW(ioctl(slave, TIOCSCTTY, 0));
	int first = slave;
	open_pty();
	SHOW(ioctl(slave, TIOCSCTTY, 0)); /* it has one */
	slave = first;
	show_status(wait_status(child(second_session)));
	pid_t p = child(member);
	await(back);
	SHOW(setpgid(p, p));
	SHOW(tcsetpgrp(first, p));
	SHOW(tcgetpgrp(first) == p);
	signal(SIGTTOU, SIG_IGN);
	SHOW(tcsetpgrp(first, getpgrp()));
	SHOW(tcsetpgrp(first, -1));
	SHOW(tcsetpgrp(first, 99999999));
	SHOW(tcsetpgrp(first, getppid()));
	SHOW(tcgetpgrp(first) == getpgrp());
	fflush(stdout);
	tell(go);
	show_status(wait_status(p));
	return 0;
}

int main(void)
{
	make_pipe(go), make_pipe(back);
	setpgid(0, 0);
	show_status(wait_status(child(leader)));
	return 0;
}
