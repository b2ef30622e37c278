// execvp(3): PATH from left to right, a slash stops the search, EACCES is remembered, ENOEXEC goes to the shell.
#include "again.h"

static void try(const char *path, char *name)
{
	fflush(stdout);
	pid_t p = fork();
	if (!p) {
		char *args[] = {name, "argument", NULL};
		if (path)
			setenv("PATH", path, 1);
		else
			unsetenv("PATH");
		execvp(name, args);
		printf("%s in %s: %s\n", name, path ?: "nothing", strerrorname_np(errno));
		fflush(stdout);
		_exit(1);
	}
	show_status(wait_status(p));
}

int main(void)
{
	mkdir("one", 0700), mkdir("two", 0700), mkdir("three", 0700);
	make_file("two/prog", "#!/bin/sh\nexit 2\n", 17, 0700);
	make_file("three/prog", "#!/bin/sh\nexit 3\n", 17, 0700);
	make_file("one/closed", "#!/bin/sh\nexit 1\n", 17, 0600);
	make_file("two/closed", "#!/bin/sh\nexit 2\n", 17, 0700);
	make_file("one/plain", "exit 9\n", 7, 0700);
	try("one:two:three", "prog");
	try("three:two", "prog");
	try("one", "prog");
	try("one:two", "closed");
	try("one:three", "closed");
	try("one", "plain");
	try("one:two", "./prog");
	try("one", "two/prog");
	try("one", "");
	try("", "prog");
	try(NULL, "absent-from-everywhere");
	try("absent:one/closed:two", "prog");
	return 0;
}
