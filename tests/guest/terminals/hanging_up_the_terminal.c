// needs: root
/* vhangup(2): the caller's controlling terminal is hung up: its session has none any more, the leader gets SIGHUP and SIGCONT, open
 * descriptors are dead; without a terminal nothing happens, and without the right it is EPERM. */
#include "pty.h"
#include <poll.h>
#include <sys/ioctl.h>

static volatile int hang_ups, continued;
static void on_signal(int n) { n == SIGHUP ? hang_ups++ : continued++; }

static int without_right(void)
{
	CHECK(setresuid(65534, 65534, 65534) == 0);
	SHOW(vhangup());
	return 0;
}

static int session(void)
{
	char c;
	setsid();
	SHOW(vhangup());
	open_pty();
	SHOW(ioctl(slave, TIOCSCTTY, 0));
	struct sigaction action = {.sa_handler = on_signal};
	sigaction(SIGHUP, &action, NULL);
	sigaction(SIGCONT, &action, NULL);
	int tty = open("/dev/tty", O_RDWR);
	printf("/dev/tty %d\n", tty >= 0);
	fflush(stdout);
	pid_t pid = fork();
	if (!pid) {
		SHOW(vhangup());
		SHOW(open("/dev/tty", O_RDWR));
		fflush(stdout);
		_exit(0);
	}
	show_status(wait_status(pid));
	printf("SIGHUP %d SIGCONT %d\n", hang_ups, continued);
	SHOW(read(slave, &c, 1));
	SHOW(write(slave, "x", 1));
	SHOW(read(tty, &c, 1));
	SHOW(open("/dev/tty", O_RDWR));
	SHOW(tcgetpgrp(slave));
	int again = open(ptsname(master), O_RDWR | O_NOCTTY);
	printf("opened again: %d\n", again >= 0);
	SHOW(write(again, "x", 1));
	SHOW(vhangup());
	return 0;
}

int main(void)
{
	show_status(wait_status(child(without_right)));
	show_status(wait_status(child(session)));
	return 0;
}
