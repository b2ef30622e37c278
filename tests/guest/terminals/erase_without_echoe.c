#include "pty.h"

int main(void)
{
	open_pty();
	set_modes(0, 0, 0, 0, 0, ECHOE);
	type("abc\177\177d\n");
	show_bytes("echo", master, 100);
	show_bytes("line", slave, 100);
	set_modes(0, 0, 0, 0, ECHOE | ECHOPRT, 0);
	type("abcd\177\177e\027fg\n");
	show_bytes("echo", master, 100);
	show_bytes("line", slave, 100);
	set_modes(0, 0, 0, 0, 0, ECHOPRT | ECHOKE);
	type("abcd\025xy\n");
	show_bytes("echo", master, 100);
	show_bytes("line", slave, 100);
	set_modes(0, 0, 0, 0, 0, ECHO);
	type("abcd\025xy\177z\n");
	show_bytes("echo", master, 100);
	show_bytes("line", slave, 100);
	set_modes(0, 0, 0, 0, ECHONL, 0);
	type("quiet\n");
	show_bytes("echo", master, 100);
	show_bytes("line", slave, 100);
	set_modes(IUTF8, 0, 0, 0, ECHO, 0);
	type("\303\244\303\266\177o\n");
	show_bytes("echo", master, 100);
	show_bytes("line", slave, 100);
}
