#include "behaviour.h"

static int orphan(void)
{
	CHECK(setsid() == getpid());
	SHOW(raise(SIGTSTP));
	SHOW(raise(SIGTTIN));
	SHOW(raise(SIGTTOU));
	puts("still running");
	fflush(stdout);
	raise(SIGSTOP);
	puts("continued");
	return 0;
}

int main(void)
{
	int status;
	pid_t pid = child(orphan);
	CHECK(waitpid(pid, &status, WUNTRACED) == pid);
	show_status(status);
	kill(pid, SIGCONT);
	show_status(wait_status(pid));
	return 0;
}
