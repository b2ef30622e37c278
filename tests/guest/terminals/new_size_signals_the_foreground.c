// ioctl_tty(2), TIOCSWINSZ: "when the window size changes, a SIGWINCH signal is sent to the foreground process group"; not for the same.
#include "pty.h"

static int go[2], back[2];
static void size(int fd, int rows, int columns)
{
	struct winsize w = {.ws_row = rows, .ws_col = columns, .ws_xpixel = 5};
	SHOW(ioctl(fd, TIOCSWINSZ, &w));
}
static void show(const char *who)
{
	sigset_t set;
	struct timespec none = {0, 0};
	struct winsize w;
	sigemptyset(&set), sigaddset(&set, SIGWINCH);
	CHECK(ioctl(slave, TIOCGWINSZ, &w) == 0);
	printf("%s: %d %d %d, signal %d\n", who, w.ws_row, w.ws_col, w.ws_xpixel, sigtimedwait(&set, NULL, &none) == SIGWINCH);
}
static int background(void)
{
	setpgid(0, 0);
	tell(back), await(go);
	show("background");
	return 0;
}

int main(void)
{
	sigset_t set;
	sigemptyset(&set), sigaddset(&set, SIGWINCH);
	sigprocmask(SIG_BLOCK, &set, NULL);
	make_pipe(go), make_pipe(back);
	fflush(stdout);
	pid_t leader = fork();
	if (leader) {
		show_status(wait_status(leader));
		return 0;
	}
	CHECK(setsid() == getpid());
	open_pty();
	size(master, 10, 20); /* nobody's terminal yet */
	show("before");
	SHOW(ioctl(slave, TIOCSCTTY, 0));
	pid_t p = child(background);
	await(back);
	size(master, 10, 20);
	show("the same");
	size(master, 11, 20);
	show("from the master");
	size(slave, 11, 21);
	show("from the slave");
	fflush(stdout);
	tell(go);
	show_status(wait_status(p));
	fflush(stdout);
	_exit(0);
}
