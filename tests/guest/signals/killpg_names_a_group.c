// killpg(3): every member of the group and no other; ESRCH for an empty group, EINVAL for a negative one or a wrong signal.
#include "behaviour.h"

static int ready[2];

static int wait_in_group(void)
{
	sigset_t none;
	sigemptyset(&none);
	tell(ready);
	for (;;)
		sigsuspend(&none);
}

int main(void)
{
	make_pipe(ready);
	pid_t leader = child(wait_in_group), member = child(wait_in_group), outside = child(wait_in_group);
	await(ready), await(ready), await(ready);
	SHOW(setpgid(leader, leader));
	SHOW(setpgid(member, leader));
	SHOW(killpg(leader, 0));
	SHOW(killpg(leader, 65));
	SHOW(killpg(leader, -1));
	SHOW(killpg(-leader, SIGTERM));
	SHOW(killpg(leader, SIGUSR1));
	show_status(wait_status(leader));
	show_status(wait_status(member));
	SHOW(killpg(leader, SIGUSR1));
	SHOW(waitpid(outside, NULL, WNOHANG));
	SHOW(kill(outside, SIGKILL));
	show_status(wait_status(outside));
	return 0;
}
