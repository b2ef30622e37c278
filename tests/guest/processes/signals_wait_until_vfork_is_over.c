#include "behaviour.h"

static void handler(int n) { write(1, "handler\n", 8); }

int main(void)
{
	signal(SIGUSR1, handler);
	pid_t parent = getpid();
	pid_t pid = vfork();
	if (pid == 0) {
		kill(parent, SIGUSR1);
		write(1, "child\n", 6);
		_exit(0);
	}
	write(1, "parent\n", 7);
	show_status(wait_status(pid));
}
