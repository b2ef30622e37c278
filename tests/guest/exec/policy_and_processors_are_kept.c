// sched(7), sched_setaffinity(2): policy, priority, nice and the processors allowed are preserved across execve.
// needs: root
#include "again.h"
#include <sched.h>
#include <sys/resource.h>

static void show(const char *when)
{
	struct sched_param p;
	cpu_set_t set;
	sched_getparam(0, &p);
	CHECK(sched_getaffinity(0, sizeof set, &set) == 0);
	printf("%s: policy %d priority %d nice %d processors %d\n", when, sched_getscheduler(0), p.sched_priority,
	       getpriority(PRIO_PROCESS, 0), CPU_COUNT(&set));
}

int main(int argc, char **argv)
{
	if (again(argc, argv, "after")) {
		show("after");
		return 0;
	}
	struct sched_param p = {.sched_priority = 0};
	cpu_set_t set;
	CPU_ZERO(&set);
	CPU_SET(0, &set);
	SHOW(sched_setaffinity(0, sizeof set, &set));
	SHOW(setpriority(PRIO_PROCESS, 0, 4));
	SHOW(sched_setscheduler(0, SCHED_BATCH, &p));
	show("before");
	run_again("after");
	p.sched_priority = 9;
	SHOW(sched_setscheduler(0, SCHED_RR, &p));
	show("before");
	run_again("after");
	SHOW(sched_setscheduler(0, SCHED_RR | SCHED_RESET_ON_FORK, &p));
	run_again("after"); /* the fork has reset it, not the exec */
	return 0;
}
