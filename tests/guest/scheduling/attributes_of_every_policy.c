// needs: root
/* sched_setattr(2) and sched_getattr(2) in full: sizes, flags, each policy's own fields, SCHED_DEADLINE's three times and what they must
 * be to each other; who may, and what a child inherits. */
#include "behaviour.h"
#include <sched.h>

struct attr {
	uint32_t size, policy;
	uint64_t flags;
	int32_t nice;
	uint32_t priority;
	uint64_t runtime, deadline, period;
	uint32_t util_min, util_max;
};

static long set(struct attr *a) { return syscall(SYS_sched_setattr, 0, a, 0); }

static void show(void)
{
	struct attr a;
	memset(&a, 0xff, sizeof a);
	errno = 0;
	if (syscall(SYS_sched_getattr, 0, &a, sizeof a, 0))
		printf("getattr %s\n", strerrorname_np(errno));
	else
		printf("size %u policy %u flags %llx nice %d priority %u runtime %llu deadline %llu period %llu util %u %u\n", a.size, a.policy,
		       (unsigned long long)a.flags, a.nice, a.priority, a.policy == 6 ? (unsigned long long)a.runtime : 0, (unsigned long long)a.deadline, (unsigned long long)a.period, 0, 0);
}

static int policies(void)
{
	struct attr a = {.size = 48};
	show();
	a.policy = SCHED_BATCH, a.nice = 5;
	SHOW(set(&a));
	show();
	a.policy = SCHED_IDLE, a.nice = 7;
	SHOW(set(&a));
	show();
	a.policy = SCHED_FIFO, a.priority = 20;
	SHOW(set(&a));
	show();
	a.flags = 1;
	SHOW(set(&a));
	show();
	a.policy = SCHED_RR, a.priority = 0;
	SHOW(set(&a));
	a.policy = SCHED_OTHER, a.nice = 25, a.flags = 0;
	SHOW(set(&a));
	show();
	a.nice = -21;
	SHOW(set(&a));
	show();
	a.nice = 3, a.priority = 1;
	SHOW(set(&a));
	a.policy = 4, a.priority = 0;
	SHOW(set(&a));
	a.policy = 99;
	SHOW(set(&a));
	a.policy = 0x80000000;
	SHOW(set(&a));
	a.policy = SCHED_FIFO, a.priority = 10, a.flags = 8; /* keep the policy */
	SHOW(set(&a));
	show();
	a.flags = 16, a.nice = 9, a.policy = SCHED_OTHER, a.priority = 0; /* keep the parameters */
	SHOW(set(&a));
	show();
	a.flags = 0x80;
	SHOW(set(&a));
	a.flags = 1ull << 40;
	SHOW(set(&a));
	return 0;
}

static int sizes(void)
{
	char large[8192] = {0};
	struct attr *a = (struct attr *)large;
	uint32_t given[] = {0, 1, 47, 48, 52, 56, 60, 64, 4096, 4097};
	for (int i = 0; i < 10; i++) {
		a->size = given[i];
		errno = 0;
		long n = syscall(SYS_sched_setattr, 0, a, 0);
		printf("set size %u: %ld %s, size then %u\n", given[i], n, n ? strerrorname_np(errno) : "", a->size);
		errno = 0;
		memset(large, 0, sizeof large);
		n = syscall(SYS_sched_getattr, 0, large, given[i], 0);
		printf("get size %u: %ld %s, size then %u\n", given[i], n, n ? strerrorname_np(errno) : "", a->size);
		memset(large, 0, sizeof large);
	}
	a->size = 64;
	large[60] = 1;
	SHOW(syscall(SYS_sched_setattr, 0, a, 0));
	SHOW(syscall(SYS_sched_setattr, 0, NULL, 0));
	SHOW(syscall(SYS_sched_setattr, 0, a, 1));
	SHOW(syscall(SYS_sched_setattr, -1, a, 0));
	SHOW(syscall(SYS_sched_setattr, 0, 4096, 0));
	SHOW(syscall(SYS_sched_getattr, 0, a, 48, 1));
	SHOW(syscall(SYS_sched_getattr, -1, a, 48, 0));
	SHOW(syscall(SYS_sched_getattr, 0, 4096, 48, 0));
	return 0;
}

static void deadline(unsigned long long runtime, unsigned long long deadline, unsigned long long period, unsigned long long flags)
{
	struct attr a = {.size = 48, .policy = 6, .runtime = runtime, .deadline = deadline, .period = period, .flags = flags};
	errno = 0;
	long n = set(&a);
	printf("deadline %llu %llu %llu flags %llx: %s\n", runtime, deadline, period, flags, n ? strerrorname_np(errno) : "done");
	if (!n)
		show();
}

static int deadlines(void)
{
	deadline(10000000, 30000000, 100000000, 0);
	deadline(10000000, 30000000, 0, 0);
	deadline(0, 30000000, 0, 0);
	deadline(10000000, 0, 0, 0);
	deadline(10000000, 5000000, 0, 0);
	deadline(10000000, 30000000, 20000000, 0);
	deadline(1023, 30000000, 100000000, 0);
	deadline(1024, 30000000, 100000000, 0);
	deadline(1024, 50000, 99999, 0);
	deadline(1024, 50000, 100000, 0);
	deadline(10000000, 1ull << 63, 0, 0);
	deadline(10000000, 30000000, 1ull << 63, 0);
	deadline(10000000, 30000000, 5000000000, 0);
	deadline(10000000, 30000000, 100000000, 2);
	deadline(10000000, 30000000, 100000000, 4);
	deadline(10000000, 30000000, 100000000, 6);
	deadline(10000000, 30000000, 100000000, 7);
	printf("scheduler %d\n", sched_getscheduler(0));
	struct sched_param p = {77};
	SHOW(sched_getparam(0, &p));
	printf("priority %d\n", p.sched_priority);
	struct timespec t = {5, 5};
	SHOW(sched_rr_get_interval(0, &t));
	printf("interval %ld %ld\n", (long)t.tv_sec, t.tv_nsec);
	p.sched_priority = 0;
	SHOW(sched_setscheduler(0, 6, &p));
	SHOW(sched_setparam(0, &p));
	deadline(10000000, 30000000, 100000000, 0);
	pid_t pid = fork();
	if (pid == -1)
		printf("fork %s\n", strerrorname_np(errno));
	else if (!pid)
		_exit(0);
	else
		waitpid(pid, NULL, 0);
	deadline(10000000, 30000000, 100000000, 1);
	fflush(stdout);
	pid = fork();
	if (pid == -1)
		printf("fork %s\n", strerrorname_np(errno));
	if (!pid) {
		show();
		fflush(stdout);
		_exit(0);
	}
	waitpid(pid, NULL, 0);
	sched_yield();
	SHOW(sched_setscheduler(0, SCHED_OTHER, &p));
	show();
	return 0;
}

static int as_a_user(void)
{
	CHECK(setresuid(65534, 65534, 65534) == 0);
	struct attr a = {.size = 48};
	deadline(10000000, 30000000, 100000000, 0);
	a.policy = SCHED_FIFO, a.priority = 1;
	SHOW(set(&a));
	a.policy = SCHED_BATCH, a.priority = 0;
	SHOW(set(&a));
	a.nice = -1;
	SHOW(set(&a));
	a.nice = 4;
	SHOW(set(&a));
	a.nice = 3;
	SHOW(set(&a));
	a.policy = SCHED_IDLE, a.nice = 4;
	SHOW(set(&a));
	a.policy = SCHED_OTHER;
	SHOW(set(&a));
	a.policy = SCHED_IDLE, a.flags = 1;
	SHOW(set(&a));
	a.flags = 0;
	SHOW(set(&a));
	SHOW(syscall(SYS_sched_setattr, 1, &a, 0));
	SHOW(syscall(SYS_sched_getattr, 1, &a, 48, 0));
	return 0;
}

int main(void)
{
	show_status(wait_status(child(policies)));
	show_status(wait_status(child(sizes)));
	show_status(wait_status(child(deadlines)));
	show_status(wait_status(child(as_a_user)));
	return 0;
}
