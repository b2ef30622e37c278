#include "pty.h"

static int tty;

static int background_read(void)
{
	setpgid(0, 0);
	char c;
	long n = read(tty, &c, 1);
	return n == 1 ? 7 : errno;
}

static int background_read_ignoring(void)
{
	setpgid(0, 0);
	signal(SIGTTIN, SIG_IGN);
	char c;
	SHOW(read(tty, &c, 1));
	return 0;
}

static int background_write(void)
{
	setpgid(0, 0);
	SHOW(write(tty, "w", 1));
	return 0;
}

static int background_set(void)
{
	setpgid(0, 0);
	struct termios t;
	tcgetattr(tty, &t);
	SHOW(tcsetattr(tty, TCSANOW, &t));
	return 0;
}

static int take_foreground(void)
{
	setpgid(0, 0);
	signal(SIGTTOU, SIG_IGN);
	SHOW(tcsetpgrp(tty, getpgrp()));
	SHOW(tcgetpgrp(tty) == getpgrp());
	char c;
	SHOW(read(tty, &c, 1));
	return 0;
}

static void follow(pid_t pid)
{
	int status;
	CHECK(waitpid(pid, &status, WUNTRACED) == pid);
	show_status(status);
}

static int session(void)
{
	CHECK(setsid() > 0);
	tty = open(ptsname(master), O_RDWR);
	CHECK(tty >= 0);
	signal(SIGHUP, SIG_IGN);
	pid_t pid = child(background_read);
	follow(pid);
	signal(SIGTTOU, SIG_IGN);
	SHOW(tcsetpgrp(tty, pid));
	signal(SIGTTOU, SIG_DFL);
	type("x\n");
	kill(-pid, SIGCONT);
	follow(pid);
	/* the foreground group is gone; take the terminal back */
	signal(SIGTTOU, SIG_IGN);
	SHOW(tcsetpgrp(tty, getpgrp()));
	signal(SIGTTOU, SIG_DFL);
	tcflush(tty, TCIFLUSH);
	follow(child(background_read_ignoring));
	follow(child(background_write));
	set_modes(0, 0, 0, 0, TOSTOP, 0);
	pid = child(background_write);
	follow(pid);
	set_modes(0, 0, 0, 0, 0, TOSTOP);
	kill(-pid, SIGCONT);
	follow(pid);
	pid = child(background_set);
	follow(pid);
	kill(pid, SIGKILL);
	follow(pid);
	type("y\n");
	follow(child(take_foreground));
	SHOW(tcsetpgrp(tty, 1));
	SHOW(tcsetpgrp(tty, 999999));
	SHOW(tcsetpgrp(tty, -1));
	SHOW(ioctl(tty, TIOCSCTTY, 0));
	SHOW(ioctl(tty, TIOCNOTTY, 0));
	SHOW(open("/dev/tty", O_RDWR));
	SHOW(ioctl(tty, TIOCSCTTY, 0));
	SHOW(tcgetpgrp(tty) == getpgrp());
	return 0;
}

int main(void)
{
	open_pty();
	show_status(wait_status(child(session)));
}
