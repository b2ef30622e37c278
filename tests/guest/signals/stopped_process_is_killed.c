#include "behaviour.h"

static int loop(void)
{
	for (;;)
		pause();
}

int main(void)
{
	int status;
	pid_t pid = child(loop);
	kill(pid, SIGSTOP);
	CHECK(waitpid(pid, &status, WUNTRACED) == pid);
	show_status(status);
	kill(pid, SIGKILL);
	show_status(wait_status(pid));
	return 0;
}
