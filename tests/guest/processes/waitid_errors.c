#include "behaviour.h"

int main(void)
{
	siginfo_t info;
	SHOW(waitid(P_ALL, 0, &info, 0));
	SHOW(waitid(P_ALL, 0, &info, WNOHANG));
	SHOW(waitid(P_ALL, 0, &info, WEXITED | 0x100));
	SHOW(waitid(P_ALL, 0, &info, WEXITED));
	SHOW(waitid(P_PID, 0, &info, WEXITED));
	SHOW(waitid(P_PID, -5, &info, WEXITED));
	SHOW(waitid(P_PGID, -5, &info, WEXITED));
	SHOW(waitid(99, 0, &info, WEXITED));
	SHOW(waitid(P_PIDFD, -1, &info, WEXITED));
	SHOW(waitid(P_PIDFD, 55, &info, WEXITED));
	SHOW(waitid(P_PIDFD, 1, &info, WEXITED));
}
