#include "pty.h"

int main(void)
{
	open_pty();
	set_modes(0, ICRNL, 0, 0, 0, 0);
	type("a\rb\n");
	show_bytes("echo", master, 100);
	show_bytes("line", slave, 100);
	set_modes(IGNCR, 0, 0, 0, 0, 0);
	type("a\rb\n");
	show_bytes("echo", master, 100);
	show_bytes("line", slave, 100);
	set_modes(INLCR, IGNCR | ICRNL, 0, 0, 0, ICANON);
	type("a\nb\r");
	show_bytes("echo", master, 100);
	show_bytes("raw", slave, 100);
	set_modes(ISTRIP, INLCR, 0, 0, 0, 0);
	type("\341\342");
	show_bytes("echo", master, 100);
	show_bytes("raw", slave, 100);
	set_modes(IUCLC, ISTRIP, 0, 0, 0, 0);
	type("AbC");
	show_bytes("echo", master, 100);
	show_bytes("raw", slave, 100);
}
