#include "behaviour.h"

static int sleep_for_ever(void) { for (;;) pause(); }

int main(void)
{
	pid_t pid = child(sleep_for_ever);
	int status;
	kill(pid, SIGSTOP);
	CHECK(waitpid(pid, &status, WUNTRACED) == pid);
	show_status(status);
	SHOW(waitpid(pid, &status, WUNTRACED | WNOHANG)); /* told once */
	kill(pid, SIGCONT);
	CHECK(waitpid(pid, &status, WCONTINUED) == pid);
	show_status(status);
	SHOW(waitpid(pid, &status, WCONTINUED | WNOHANG));
	kill(pid, SIGTSTP); /* an orphaned group would not stop; this one's parent is in another session or none of ours */
	kill(pid, SIGKILL);
	show_status(wait_status(pid));
}
