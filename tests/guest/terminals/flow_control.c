#include "pty.h"

int main(void)
{
	open_pty();
	type("\023");
	SHOW(write(slave, "held\n", 5));
	show_bytes("stopped", master, 100);
	struct pollfd f = { slave, POLLOUT, 0 };
	SHOW(poll(&f, 1, 0));
	type("ab");
	show_bytes("echo stopped too", master, 100);
	type("\021");
	show_bytes("started", master, 100);
	SHOW(write(slave, "free\n", 5));
	show_bytes("started", master, 100);
	SHOW(tcflow(slave, TCOOFF));
	SHOW(write(slave, "x", 1));
	SHOW(tcflow(slave, TCOON));
	SHOW(write(slave, "x", 1));
	show_bytes("started", master, 100);
	set_modes(0, IXON, 0, 0, 0, 0);
	type("\023\n");
	show_bytes("without IXON", master, 100);
	show_bytes("line", slave, 100);
	SHOW(tcflow(slave, TCIOFF));
	show_bytes("sent", master, 100);
}
