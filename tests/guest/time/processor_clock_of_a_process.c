// clock_getcpuclockid(3): 0 names oneself, ESRCH for no process; the clock is read, goes forward, and is lost with the process.
#include "behaviour.h"
#include <time.h>

static int leave(void) { return 0; }

int main(void)
{
	clockid_t own, again, other;
	struct timespec before, after;
	SHOW(clock_getcpuclockid(0, &own));
	SHOW(clock_getcpuclockid(getpid(), &again));
	SHOW(clock_gettime(own, &before));
	SHOW(clock_gettime(again, &after));
	printf("forward %d\n", after.tv_sec > before.tv_sec || (after.tv_sec == before.tv_sec && after.tv_nsec >= before.tv_nsec));
	SHOW(clock_getres(own, &after));
	for (int which = 0; which < 8; which++) // user and system time, user time, that of the scheduler, none; of a process, a thread
		if (!syscall(SYS_clock_getres, ~0 << 3 | which, &after))
			printf("clock %d counts in %ld ns\n", which, after.tv_nsec);
	printf("%s\n", strerrorname_np(clock_getcpuclockid(1 << 30, &other)));
	pid_t pid = child(leave);
	siginfo_t info;
	CHECK(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT) == 0);
	SHOW(clock_getcpuclockid(pid, &other));
	CHECK(wait_status(pid) == 0);
	SHOW(clock_gettime(other, &after));
	return 0;
}
