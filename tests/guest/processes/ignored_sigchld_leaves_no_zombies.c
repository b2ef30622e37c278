#include "behaviour.h"

int main(void)
{
	signal(SIGCHLD, SIG_IGN);
	pid_t pid = fork();
	if (pid == 0)
		_exit(3);
	SHOW(wait(NULL)); /* blocks until all are gone, then ECHILD */
	CHECK(kill(pid, 0) == -1 && errno == ESRCH);
	struct sigaction sa = { .sa_handler = SIG_DFL, .sa_flags = SA_NOCLDWAIT };
	sigaction(SIGCHLD, &sa, NULL);
	pid = fork();
	if (pid == 0)
		_exit(3);
	SHOW(waitpid(pid, NULL, 0));
	signal(SIGCHLD, SIG_DFL);
	pid = fork();
	if (pid == 0)
		_exit(3);
	show_status(wait_status(pid));
}
