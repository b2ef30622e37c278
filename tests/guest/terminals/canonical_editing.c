#include "pty.h"

int main(void)
{
	open_pty();
	show_bytes("nothing", slave, 100);
	type("abc");
	show_bytes("no line yet", slave, 100);
	show_bytes("echo", master, 100);
	type("\r");
	show_bytes("echo", master, 100);
	show_bytes("line", slave, 100);
	type("one\ntwo\nthree");
	show_bytes("first", slave, 100);
	show_bytes("part", slave, 2);
	show_bytes("rest", slave, 100);
	show_bytes("none", slave, 100);
	type("\177\177\177\177\177\177x\n");
	show_bytes("echo", master, 100);
	show_bytes("erased", slave, 100);
	type("some words here\027\027and\n");
	show_bytes("echo", master, 200);
	show_bytes("words erased", slave, 100);
	type("gone\025back\n");
	show_bytes("echo", master, 200);
	show_bytes("killed", slave, 100);
	type("a\026\003\026\004b\n");
	show_bytes("echo", master, 200);
	show_bytes("literal", slave, 100);
	type("a\tb\001c\177\177\177\177\177z\n");
	show_bytes("echo", master, 200);
	show_bytes("tabs", slave, 100);
	type("re\022print\n");
	show_bytes("echo", master, 200);
	show_bytes("reprinted", slave, 100);
	type("ab\004");
	show_bytes("ended without newline", slave, 100);
	type("\004");
	show_bytes("end of file", slave, 100);
	type("ab\004\004cd\n");
	show_bytes("exactly", slave, 2);
	show_bytes("then", slave, 100);
	show_bytes("then", slave, 100);
	show_bytes("echo", master, 200);
	type("\r\n\n");
	show_bytes("empty", slave, 100);
	show_bytes("empty", slave, 100);
	show_bytes("echo", master, 200);
}
