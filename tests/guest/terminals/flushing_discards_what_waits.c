// tcflush(3), ioctl_tty(2): FIONREAD counts a whole line, TCIFLUSH takes what was typed, TIOCOUTQ is 0 with nothing to send.
#include "pty.h"

static void await_input(int fd)
{
	struct pollfd p = {fd, POLLIN, 0};
	CHECK(poll(&p, 1, -1) == 1 && p.revents & POLLIN);
}

int main(void)
{
	int n = -1;
	char text[20];
	open_pty();
	set_modes(0, 0, 0, 0, 0, ECHO);
	CHECK(write(master, "line\n", 5) == 5);
	await_input(slave);
	SHOW(ioctl(slave, FIONREAD, &n));
	printf("waiting %d\n", n);
	SHOW(read(slave, text, 2));
	SHOW(ioctl(slave, FIONREAD, &n));
	printf("waiting %d\n", n);
	SHOW(tcflush(slave, TCIFLUSH));
	SHOW(ioctl(slave, FIONREAD, &n));
	printf("waiting %d\n", n);
	SHOW(read(slave, text, 20));
	CHECK(write(master, "x\n", 2) == 2);
	await_input(slave);
	SHOW(read(slave, text, 20));
	SHOW(ioctl(slave, TIOCOUTQ, &n));
	printf("to send %d\n", n);
	CHECK(write(master, "again\n", 6) == 6);
	await_input(slave);
	struct termios t;
	SHOW(tcgetattr(slave, &t));
	SHOW(tcsetattr(slave, TCSAFLUSH, &t)); /* discards too */
	SHOW(read(slave, text, 20));
	SHOW(tcflush(slave, 77));
	return 0;
}
