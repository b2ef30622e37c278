// slow
/* waitid(2): a child that has ended is no child for who asks for stops and continuations only: ECHILD, also while waiting. */
#include "behaviour.h"

static siginfo_t info;

int main(void)
{
	pid_t dead = fork();
	if (dead == 0)
		_exit(3);
	CHECK(waitid(P_PID, dead, &info, WEXITED | WNOWAIT) == 0);
	SHOW(waitid(P_PID, dead, &info, WSTOPPED | WNOHANG));
	SHOW(waitid(P_ALL, 0, &info, WSTOPPED | WCONTINUED));
	SHOW(waitid(P_PGID, 0, &info, WCONTINUED | WNOWAIT));
	SHOW(waitid(P_PID, dead, &info, WSTOPPED | WEXITED));
	pid_t alive = fork();
	if (alive == 0) {
		usleep(50000);
		_exit(4);
	}
	SHOW(waitid(P_PID, alive, &info, WSTOPPED | WNOHANG));
	SHOW(waitid(P_PID, alive, &info, WSTOPPED));
	SHOW(waitid(P_PID, alive, &info, WEXITED));
	printf("%d\n", info.si_status);
	return 0;
}
