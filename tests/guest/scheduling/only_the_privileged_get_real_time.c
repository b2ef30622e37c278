// sched_setscheduler(2): EPERM without CAP_SYS_NICE.
// needs: root
#include "behaviour.h"
#include <sched.h>
#include <sys/resource.h>

static pid_t parent;
static int nobody(void)
{
	CHECK(setuid(65534) == 0);
	struct sched_param p = {.sched_priority = 1};
	SHOW(sched_setscheduler(0, SCHED_FIFO, &p));
	SHOW(sched_setscheduler(parent, SCHED_FIFO, &p));
	p.sched_priority = 0;
	SHOW(sched_setscheduler(parent, SCHED_OTHER, &p));
	SHOW(sched_setparam(parent, &p));
	SHOW(sched_setscheduler(0, SCHED_BATCH, &p));
	SHOW(sched_getscheduler(parent));
	SHOW(setpriority(PRIO_PROCESS, 0, 3));
	SHOW(setpriority(PRIO_PROCESS, 0, 2));
	SHOW(setpriority(PRIO_PROCESS, parent, 2));
	return 0;
}
int main(void)
{
	parent = getpid();
	show_status(wait_status(child(nobody)));
	return 0;
}
