// needs: root
/* sched_setattr(2) with SCHED_FLAG_KEEP_PARAMS checks what it is given and changes nothing, not even the policy, but for
 * SCHED_FLAG_RESET_ON_FORK; SCHED_FLAG_KEEP_POLICY keeps that flag with the policy. */
#include "attributes.h"
#include "behaviour.h"

enum { RESET = 1, RECLAIM = 2, KEEP_POLICY = 8, KEEP_PARAMS = 16 };

static void set(uint32_t policy, uint64_t flags, int32_t nice, uint32_t priority, uint64_t runtime)
{
	uint64_t period = runtime ? 10000000 : 0;
	struct attr a = {sizeof a, policy, flags, nice, priority, runtime, period, period}, got;
	printf("policy %u flags %d nice %d priority %u: ", policy, (int)flags, nice, priority);
	SHOW(syscall(SYS_sched_setattr, 0, &a, 0));
	CHECK(syscall(SYS_sched_getattr, 0, &got, sizeof got, 0) == 0);
	printf("  policy %u flags %d nice %d priority %u period %d\n", got.policy, (int)got.flags, got.nice, got.priority, (int)got.period);
}

int main(void)
{
	const uint32_t policies[] = {SCHED_OTHER, SCHED_FIFO, SCHED_RR, SCHED_BATCH, SCHED_IDLE, SCHED_DEADLINE, 77};
	for (int now = 0; now < 6; now++)
		for (int other = 0; other < 7; other++)
			for (int priority = 0; priority < 10; priority += 9)
				for (int flags = 0; flags < 4; flags++) {
					uint64_t kept = (uint64_t)flags * KEEP_POLICY;
					int real_time = policies[now] == SCHED_FIFO || policies[now] == SCHED_RR;
					set(policies[now], RESET, 4, real_time ? 7 : 0, policies[now] == SCHED_DEADLINE ? 1000000 : 0);
					set(policies[other], kept, 6, priority, policies[other] == SCHED_DEADLINE ? 2000000 : 0);
					set(policies[other], kept | RESET, 6, priority, 0);
				}
	return 0;
}
