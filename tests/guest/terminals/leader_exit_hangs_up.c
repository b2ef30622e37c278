#include "pty.h"

static int report[2], ready[2];

static void note(int signal)
{
	char c = signal;
	write(report[1], &c, 1);
}

static int job(void)
{
	sigset_t hang_up, none;
	sigemptyset(&none);
	sigemptyset(&hang_up);
	sigaddset(&hang_up, SIGHUP);
	sigprocmask(SIG_BLOCK, &hang_up, NULL);
	signal(SIGHUP, note);
	tell(ready);
	sigsuspend(&none);
	int fd = open("/dev/tty", O_RDWR);
	char c = fd < 0 ? errno : 0;
	write(report[1], &c, 1);
	_exit(0);
}

static int session(void)
{
	CHECK(setsid() > 0);
	CHECK(open(ptsname(master), O_RDWR) >= 0);
	child(job);
	await(ready);
	return 3;
}

int main(void)
{
	open_pty();
	CHECK(pipe(report) == 0 && pipe(ready) == 0);
	show_status(wait_status(child(session)));
	char c;
	SHOW(read(report[0], &c, 1));
	printf("%s\n", signal_name(c));
	SHOW(read(report[0], &c, 1));
	printf("%s\n", strerrorname_np(c));
	/* the terminal may be taken by another session */
	SHOW(tcgetpgrp(master));
}
