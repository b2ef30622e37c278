#include "pty.h"

int main(void)
{
	open_pty();
	SHOW(write(slave, "a\nb\r\nc\td\b", 9));
	show_bytes("ONLCR", master, 100);
	set_modes(0, 0, 0, OPOST, 0, 0);
	SHOW(write(slave, "a\nb\r\nc\t", 7));
	show_bytes("no OPOST", master, 100);
	set_modes(0, 0, OPOST | OCRNL, ONLCR, 0, 0);
	SHOW(write(slave, "a\rb\n", 4));
	show_bytes("OCRNL", master, 100);
	set_modes(0, 0, ONOCR | ONLRET, OCRNL, 0, 0);
	SHOW(write(slave, "\ra\n\rb\r", 6));
	show_bytes("ONOCR ONLRET", master, 100);
	set_modes(0, 0, ONLCR | XTABS, ONOCR | ONLRET, 0, 0);
	SHOW(write(slave, "\nab\tc\t\td\n", 9));
	show_bytes("XTABS", master, 100);
	set_modes(0, 0, OLCUC, XTABS, 0, 0);
	SHOW(write(slave, "abcXYZ1", 7));
	show_bytes("OLCUC", master, 100);
}
