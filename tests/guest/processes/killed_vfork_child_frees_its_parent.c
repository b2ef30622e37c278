#include "behaviour.h"

int main(void)
{
	pid_t pid = vfork();
	if (pid == 0) {
		kill(getpid(), SIGTERM);
		_exit(1);
	}
	show_status(wait_status(pid));
}
