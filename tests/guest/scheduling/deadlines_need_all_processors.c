// sched(7), sched_setattr(2): "EPERM the CPU affinity mask of the thread ... does not include all CPUs in the set of CPUs on which
// SCHED_DEADLINE threads may run"; such a thread's mask cannot leave one out: "EBUSY".
// needs: root x86-64
#include "attributes.h"
#include "real_time.h"

int main(void)
{
	unsigned long all = 0, one = 2;
	CHECK(syscall(SYS_sched_getaffinity, 0, sizeof all, &all) > 0);
	struct attr wanted = {sizeof wanted, 6, 0, 0, 0, 10000000, 100000000, 100000000};
	bind_to(one);
	SHOW(syscall(SYS_sched_setattr, 0, &wanted, 0));
	bind_to(all);
	SHOW(syscall(SYS_sched_setattr, 0, &wanted, 0));
	SHOW(syscall(SYS_sched_setaffinity, 0, sizeof one, &one));
	SHOW(syscall(SYS_sched_setaffinity, 0, sizeof all, &all));
	SHOW(sched_getscheduler(0));
	/* admission: 95 % of each processor, together */
	take(SCHED_OTHER, 0);
	wanted.runtime = 90000000;
	SHOW(syscall(SYS_sched_setattr, 0, &wanted, 0));
}
