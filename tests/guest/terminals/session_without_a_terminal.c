// credentials(7), ioctl_tty(2): after setsid there is none: /dev/tty is ENXIO and job control ENOTTY, until one is opened.
#include "pty.h"

static int leader(void)
{
	CHECK(setsid() == getpid());
	open_pty();
	SHOW(open("/dev/tty", O_RDWR));
	SHOW(tcgetpgrp(slave));
	SHOW(tcgetsid(slave));
	SHOW(tcsetpgrp(slave, getpgrp()));
	SHOW(ioctl(slave, TIOCNOTTY));
	int again = open(ptsname(master), O_RDWR); /* no O_NOCTTY */
	CHECK(again >= 0);
	SHOW(tcgetpgrp(slave) == getpid());
	SHOW(tcgetsid(again) == getpid());
	SHOW(tcgetsid(master) == getpid());
	SHOW(open("/dev/tty", O_RDWR) >= 0);
	SHOW(ioctl(slave, TIOCSCTTY, 0));
	signal(SIGHUP, SIG_IGN);
	SHOW(ioctl(slave, TIOCNOTTY));
	SHOW(open("/dev/tty", O_RDWR));
	SHOW(tcgetpgrp(slave));
	return 3;
}
static int follower(void)
{
	open_pty();
	SHOW(open(ptsname(master), O_RDWR) >= 0); /* no leader: it does not become the controlling terminal */
	SHOW(tcgetsid(slave));
	SHOW(ioctl(slave, TIOCSCTTY, 0));
	return 4;
}
static int session(void)
{
	CHECK(setsid() == getpid());
	show_status(wait_status(child(follower)));
	return 5;
}

int main(void)
{
	show_status(wait_status(child(leader)));
	show_status(wait_status(child(session)));
	return 0;
}
