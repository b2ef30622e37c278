#include "behaviour.h"
#include <sys/resource.h>
#include <sys/times.h>

static int spin(void)
{
	struct rusage r;
	do {
		for (volatile int i = 0; i < 1000000; i++)
			;
		getrusage(RUSAGE_SELF, &r);
	}
	while (r.ru_utime.tv_sec * 1000000 + r.ru_utime.tv_usec < 30000);
	return 0;
}

static long spent(int who)
{
	struct rusage r;
	CHECK(getrusage(who, &r) == 0);
	return r.ru_utime.tv_sec * 1000000 + r.ru_utime.tv_usec;
}

int main(void)
{
	struct rusage r;
	struct tms t;
	SHOW(spent(RUSAGE_CHILDREN));
	pid_t pid = child(spin);
	CHECK(waitid(P_PID, pid, NULL, WEXITED | WNOWAIT) == 0);
	SHOW(spent(RUSAGE_CHILDREN));
	CHECK(wait4(pid, NULL, 0, &r) == pid);
	SHOW(r.ru_utime.tv_usec >= 30000);
	SHOW(spent(RUSAGE_CHILDREN) >= 30000);
	SHOW(spent(RUSAGE_THREAD) <= spent(RUSAGE_SELF));
	SHOW(getrusage(5, &r));
	SHOW(syscall(SYS_getrusage, RUSAGE_SELF, 1L));
	SHOW(times(&t) != -1);
	SHOW(t.tms_cutime >= 2);
	SHOW(syscall(SYS_times, 1L));
	signal(SIGCHLD, SIG_IGN);
	long before = spent(RUSAGE_CHILDREN);
	child(spin);
	SHOW(wait(NULL));
	SHOW(spent(RUSAGE_CHILDREN) - before);
}
