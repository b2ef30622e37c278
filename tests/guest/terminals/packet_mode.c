#include "pty.h"

int main(void)
{
	open_pty();
	int on = 1;
	SHOW(ioctl(slave, TIOCPKT, &on));
	SHOW(ioctl(master, TIOCPKT, &on));
	SHOW(write(slave, "data\n", 5));
	show_bytes("data", master, 100);
	SHOW(tcflush(slave, TCIOFLUSH));
	show_bytes("flush", master, 100);
	show_bytes("nothing", master, 100);
	tcflow(slave, TCOOFF);
	struct pollfd f = { master, POLLIN | POLLPRI, 0 };
	SHOW(poll(&f, 1, 0));
	printf("%x\n", f.revents);
	show_bytes("stop", master, 100);
	tcflow(slave, TCOON);
	show_bytes("start", master, 100);
	set_modes(0, IXON, 0, 0, 0, 0);
	show_bytes("no flow control", master, 100);
	set_modes(IXON, 0, 0, 0, 0, 0);
	show_bytes("flow control", master, 100);
}
