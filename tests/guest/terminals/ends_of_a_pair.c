#include "pty.h"

static void state(const char *what, int fd)
{
	struct pollfd f = { fd, POLLIN | POLLOUT, 0 };
	usleep(2000);
	poll(&f, 1, 0);
	printf("%s %x\n", what, f.revents);
}

int main(void)
{
	open_pty();
	state("master", master);
	state("slave", slave);
	write(slave, "last words\n", 11);
	close(slave);
	state("slave closed", master);
	show_bytes("left", master, 5);
	show_bytes("left", master, 100);
	show_bytes("gone", master, 100);
	slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	fcntl(slave, F_SETFL, O_NONBLOCK);
	state("open again", master);
	show_bytes("nothing", master, 100);
	type("x\n");
	close(master);
	state("master closed", slave);
	char c;
	SHOW(read(slave, &c, 1));
	SHOW(write(slave, &c, 1));
	struct termios t;
	SHOW(tcgetattr(slave, &t));
	SHOW(tcsetpgrp(slave, 1));
}
