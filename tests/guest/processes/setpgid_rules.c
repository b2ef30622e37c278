#include "behaviour.h"

static int session_leader(void)
{
	SHOW(setsid() == getpid());
	SHOW(setpgid(0, 0)); /* a session leader may not change its group */
	SHOW(setsid());
	return 0;
}

int main(void)
{
	int go[2], ready[2];
	make_pipe(go);
	make_pipe(ready);
	SHOW(setpgid(0, -1));
	SHOW(setpgid(-5, 0));
	SHOW(setpgid(1, 1));
	pid_t pid = fork();
	if (pid == 0) {
		await(go);
		char *args[] = { "/bin/sleep", "100", NULL };
		(void)args;
		tell(ready);
		pause();
		_exit(0);
	}
	SHOW(setpgid(pid, pid));
	SHOW(getpgid(pid) == pid);
	SHOW(setpgid(pid, 0));
	SHOW(setpgid(pid, getpgrp()));
	SHOW(getpgid(pid) == getpgrp());
	SHOW(setpgid(pid, 54321)); /* no such group in this session */
	tell(go);
	await(ready);
	kill(pid, SIGKILL);
	show_status(wait_status(pid));
	SHOW(setpgid(pid, pid));
	show_status(wait_status(child(session_leader)));
}
