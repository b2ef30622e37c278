// needs: root
#include "behaviour.h"
#include <sched.h>
#include <sys/resource.h>

struct attr {
	unsigned int size, policy;
	unsigned long flags;
	int nice;
	unsigned int priority;
	unsigned long runtime, deadline, period;
	unsigned int util_min, util_max;
};

static int in_child(void)
{
	SHOW(sched_getscheduler(0));
	struct sched_param param;
	sched_getparam(0, &param);
	printf("priority %d nice %d\n", param.sched_priority, getpriority(PRIO_PROCESS, 0));
	return 0;
}

static int as_nobody(void)
{
	struct sched_param one = {1}, zero = {0};
	struct rlimit none = {0, 0};
	setrlimit(RLIMIT_RTPRIO, &none);
	setrlimit(RLIMIT_NICE, &none);
	CHECK(setresuid(65534, 65534, 65534) == 0);
	SHOW(sched_setscheduler(0, SCHED_FIFO, &one));
	SHOW(sched_setscheduler(0, SCHED_BATCH, &zero));
	SHOW(sched_setscheduler(0, SCHED_IDLE, &zero));
	SHOW(sched_setscheduler(0, SCHED_OTHER, &zero));
	SHOW(sched_setscheduler(getppid(), SCHED_BATCH, &zero));
	SHOW(sched_setscheduler(0, SCHED_IDLE | SCHED_RESET_ON_FORK, &zero));
	SHOW(sched_setscheduler(0, SCHED_IDLE, &zero));
	return 0;
}

int main(void)
{
	struct sched_param param = {0}, bad = {100};
	int policies[] = {SCHED_OTHER, SCHED_FIFO, SCHED_RR, SCHED_BATCH, 4, SCHED_IDLE, SCHED_DEADLINE, -1};
	for (int i = 0; i < 8; i++) {
		printf("%d: ", policies[i]);
		SHOW(sched_get_priority_min(policies[i]));
		SHOW(sched_get_priority_max(policies[i]));
	}
	SHOW(sched_getscheduler(0));
	SHOW(sched_getscheduler(-1));
	SHOW(sched_getscheduler(999999));
	SHOW(sched_getparam(0, &param));
	SHOW(sched_getparam(0, NULL));
	SHOW(sched_setscheduler(0, SCHED_OTHER, NULL));
	SHOW(sched_setscheduler(-5, SCHED_OTHER, &param));
	SHOW(sched_setscheduler(999999, SCHED_OTHER, &param));
	SHOW(sched_setscheduler(0, -2, &param));
	SHOW(sched_setscheduler(0, 4, &param));
	SHOW(sched_setscheduler(0, SCHED_FIFO, &param));
	SHOW(sched_setscheduler(0, SCHED_FIFO, &bad));
	param.sched_priority = 3;
	SHOW(sched_setscheduler(0, SCHED_OTHER, &param));
	SHOW(sched_setscheduler(0, SCHED_BATCH | SCHED_RESET_ON_FORK, &(struct sched_param){0}));
	SHOW(sched_getscheduler(0));
	wait_status(child(in_child));
	SHOW(sched_setscheduler(0, SCHED_BATCH, &(struct sched_param){0}));
	wait_status(child(in_child));
	struct attr attr;
	SHOW(syscall(SYS_sched_getattr, 0, &attr, sizeof attr, 0));
	printf("size %u policy %u nice %d priority %u flags %lu\n", attr.size, attr.policy, attr.nice, attr.priority, attr.flags);
	SHOW(syscall(SYS_sched_getattr, 0, &attr, 47, 0));
	SHOW(syscall(SYS_sched_getattr, 0, &attr, 48, 0));
	printf("size %u\n", attr.size);
	SHOW(syscall(SYS_sched_getattr, 0, &attr, sizeof attr, 1));
	attr = (struct attr){.size = sizeof attr, .policy = SCHED_OTHER, .nice = 7};
	SHOW(syscall(SYS_sched_setattr, 0, &attr, 0));
	SHOW(getpriority(PRIO_PROCESS, 0));
	attr.size = 20;
	SHOW(syscall(SYS_sched_setattr, 0, &attr, 0));
	printf("size %u\n", attr.size);
	wait_status(child(as_nobody));
	unsigned long mask[2] = {0, 0};
	SHOW(syscall(SYS_sched_getaffinity, 0, 4, mask));
	SHOW(syscall(SYS_sched_getaffinity, 0, 9, mask));
	SHOW(syscall(SYS_sched_getaffinity, 999999, 8, mask));
	SHOW(syscall(SYS_sched_getaffinity, 0, 16, mask) % 8);
	printf("has 0: %ld\n", mask[0] & 1);
	mask[0] = 0;
	SHOW(syscall(SYS_sched_setaffinity, 0, 8, mask));
	mask[0] = 1;
	SHOW(syscall(SYS_sched_setaffinity, 0, 8, mask));
	SHOW(syscall(SYS_sched_setaffinity, 999999, 8, mask));
	SHOW(sched_yield());
	SHOW(sched_getcpu());
	return 0;
}
