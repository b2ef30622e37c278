#include "behaviour.h"
#include <sched.h>

static char stack[65536];
static int function(void *argument)
{
	SHOW(unshare(CLONE_FILES | CLONE_FS));
	close(10);
	chdir("/");
	umask(077);
	fflush(stdout);
	return 0;
}

int main(void)
{
	dup2(1, 10);
	umask(022);
	fflush(stdout);
	show_status(wait_status(clone(function, stack + sizeof stack, CLONE_FILES | CLONE_FS | SIGCHLD, NULL)));
	SHOW(fcntl(10, F_GETFD));
	printf("%03o\n", umask(022));
	SHOW(unshare(0));
	SHOW(unshare(CLONE_THREAD));
	SHOW(unshare(1 << 3));
	SHOW(unshare(CLONE_SYSVSEM));
}
