#include "pty.h"

/* A session on the terminal: the leader watches a foreground job of its own. */
static int report[2], go[2];

static void note(int signal)
{
	char c = signal;
	write(report[1], &c, 1);
}

static void caught(const char *what)
{
	char c = 0;
	struct pollfd f = { report[0], POLLIN, 0 };
	if (poll(&f, 1, 200) == 1)
		read(report[0], &c, 1);
	printf("%s: %s\n", what, c ? signal_name(c) : "none");
}

static int session(void)
{
	CHECK(setsid() > 0);
	SHOW(open("/dev/tty", O_RDWR));
	int fd = open(ptsname(master), O_RDWR);
	CHECK(fd >= 0);
	pid_t sid = 0;
	SHOW(ioctl(fd, TIOCGSID, &sid));
	SHOW(sid == getpid());
	SHOW(tcgetpgrp(fd) == getpgrp());
	int own = open("/dev/tty", O_RDWR);
	SHOW(own >= 0);
	SHOW(tcgetpgrp(own) == getpgrp());
	int signals[] = { SIGINT, SIGQUIT, SIGTSTP, SIGWINCH, SIGHUP, SIGCONT };
	for (int i = 0; i < 6; i++)
		signal(signals[i], note);
	tell(go);
	for (;;)
		pause();
	return 0;
}

int main(void)
{
	open_pty();
	CHECK(pipe(report) == 0 && pipe(go) == 0);
	pid_t pid = child(session);
	await(go);
	type("abc\003");
	caught("^C");
	show_bytes("echo", master, 100);
	show_bytes("flushed", slave, 100);
	type("abc\034");
	caught("^\\");
	show_bytes("echo", master, 100);
	type("\032");
	caught("^Z");
	show_bytes("echo", master, 100);
	set_modes(0, 0, 0, 0, NOFLSH, 0);
	type("kept\003\n");
	caught("^C");
	show_bytes("echo", master, 100);
	show_bytes("kept", slave, 100);
	set_modes(0, 0, 0, 0, 0, ISIG);
	type("plain\003\n");
	caught("nothing");
	show_bytes("line", slave, 100);
	struct winsize w = { 30, 100, 0, 0 };
	SHOW(ioctl(master, TIOCSWINSZ, &w));
	caught("size");
	SHOW(ioctl(master, TIOCSWINSZ, &w));
	caught("same size");
	int sig = SIGINT;
	SHOW(ioctl(master, TIOCSIG, sig));
	caught("TIOCSIG");
	close(master);
	caught("master closed");
	caught("master closed");
	kill(pid, SIGKILL);
	wait_status(pid);
}
