#include "behaviour.h"
#include <sched.h>

static char stack[65536];
static int function(void *argument)
{
	close(10);
	dup2(1, 11);
	mkdir("sub", 0755);
	chdir("sub");
	umask(0);
	return 0;
}

static void look(void)
{
	char name[4096];
	SHOW(fcntl(10, F_GETFD));
	SHOW(fcntl(11, F_GETFD));
	CHECK(getcwd(name, sizeof name));
	printf("%s, umask %03o\n", strcmp(strrchr(name, '/'), "/sub") ? "where we were" : "sub", umask(022));
}

int main(void)
{
	dup2(1, 10);
	umask(022);
	show_status(wait_status(clone(function, stack + sizeof stack, SIGCHLD, NULL)));
	look();
	show_status(wait_status(clone(function, stack + sizeof stack, CLONE_FILES | CLONE_FS | SIGCHLD, NULL)));
	look();
}
