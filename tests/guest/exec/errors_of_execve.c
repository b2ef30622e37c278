#include "again.h"
int main(void)
{
	char *argv[] = { "x", NULL };
	SHOW(execve("missing", argv, environ));
	SHOW(execve("", argv, environ));
	SHOW(execve(".", argv, environ));
	SHOW(execve("/etc/passwd", argv, environ));
	SHOW(execve("/etc/passwd/x", argv, environ));
	SHOW(execve("/dev/null", argv, environ));
	make_file("empty", "", 0, 0755);
	SHOW(execve("empty", argv, environ));
	make_file("text", "echo hello\n", 11, 0755);
	SHOW(execve("text", argv, environ));
	make_file("noexec", "#!/bin/sh\n", 10, 0644);
	SHOW(execve("noexec", argv, environ));
	symlink("loop", "loop");
	SHOW(execve("loop", argv, environ));
	SHOW(execve((char *)8, argv, environ));
	SHOW(execve("/bin/true", (char **)8, environ));
	SHOW(execve("/bin/true", argv, (char **)8));
	char *bad[] = { "x", (char *)8, NULL };
	SHOW(execve("/bin/true", bad, environ));
	make_file("interp", "#!/missing/interpreter\n", 23, 0755);
	SHOW(execve("interp", argv, environ));
	make_file("interp", "#!/etc/passwd\n", 14, 0755);
	SHOW(execve("interp", argv, environ));
	make_file("interp", "#!\n", 3, 0755);
	SHOW(execve("interp", argv, environ));
	make_file("interp", "#!  \t \n", 7, 0755);
	SHOW(execve("interp", argv, environ));
	make_file("interp", "#! /", 4, 0755);
	SHOW(execve("interp", argv, environ));
	make_file("interp", "#!/bin", 6, 0755);
	SHOW(execve("interp", argv, environ));
	make_file("elf", "\177ELF", 4, 0755);
	SHOW(execve("elf", argv, environ));
}
