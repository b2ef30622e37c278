// needs: root
/* sched_setattr(2) of a thread that is no real-time one: sched_runtime is the slice that it asks for (since Linux 6.12), which
 * sched_rr_get_interval(2) tells in whole ticks; it outlasts other calls and fork, but not SCHED_FLAG_RESET_ON_FORK. */
#include "attributes.h"
#include "behaviour.h"
#include <time.h>

static void show(void)
{
	struct attr a;
	struct timespec t;
	CHECK(syscall(SYS_sched_getattr, 0, &a, sizeof a, 0) == 0);
	CHECK(sched_rr_get_interval(0, &t) == 0);
	printf("  policy %u, nice %d, runtime %llu, interval %ld\n", a.policy, a.nice, (unsigned long long)a.runtime, t.tv_nsec);
}

static void set(uint32_t policy, uint64_t flags, uint32_t priority, uint64_t runtime)
{
	struct attr a = {.size = sizeof a, .policy = policy, .flags = flags, .priority = priority, .runtime = runtime};
	printf("policy %u, flags %llu, runtime %llu: %ld\n", policy, (unsigned long long)flags, (unsigned long long)runtime,
	       syscall(SYS_sched_setattr, 0, &a, 0));
	show();
}

static int shows(void)
{
	show();
	return 0;
}

int main(void)
{
	struct sched_param none = {0};
	show();
	set(SCHED_OTHER, 0, 0, 10000000);
	set(SCHED_OTHER, 0, 0, 0);
	set(SCHED_OTHER, 0, 0, 50000);
	set(SCHED_BATCH, 0, 0, 200000000);
	set(SCHED_BATCH, 0, 0, 9000000);
	set(SCHED_IDLE, 0, 0, 0);
	set(SCHED_IDLE, 0, 0, 8000000);
	set(SCHED_FIFO, 0, 5, 7000000);
	set(SCHED_RR, 0, 5, 7000000);
	set(SCHED_OTHER, 0, 0, 20000000);
	SHOW(sched_setscheduler(0, SCHED_BATCH, &none));
	SHOW(nice(2));
	show();
	set(SCHED_OTHER, 0x10, 0, 0);
	int status;
	CHECK(waitpid(child(shows), &status, 0) > 0);
	set(SCHED_OTHER, 1, 0, 20000000);
	CHECK(waitpid(child(shows), &status, 0) > 0);
	return 0;
}
