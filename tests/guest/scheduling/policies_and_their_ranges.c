// sched_get_priority_max(2), sched_setscheduler(2), sched_rr_get_interval(2): values and errors.
// needs: root
#include "behaviour.h"
#include <sched.h>
#include <time.h>

int main(void)
{
	struct sched_param p;
	for (int policy = -1; policy < 7; policy++) {
		printf("policy %d\n", policy);
		SHOW(sched_get_priority_max(policy));
		SHOW(sched_get_priority_min(policy));
		for (int priority = -1; priority < 102; priority += priority == 1 ? 97 : 1) {
			p.sched_priority = priority;
			printf("%d: ", priority);
			if (policy != 6)
				SHOW(sched_setscheduler(0, policy, &p));
			SHOW(sched_getscheduler(0));
		}
	}
	SHOW(sched_setscheduler(0, SCHED_FIFO, NULL));
	SHOW(sched_getparam(0, NULL));
	SHOW(sched_getparam(-1, &p));
	SHOW(sched_getscheduler(-1));
	SHOW(sched_getscheduler(999999));
	SHOW(sched_setparam(999999, &p));
	struct timespec t;
	for (int policy = 0; policy < 3; policy++) {
		p.sched_priority = policy ? 5 : 0;
		CHECK(sched_setscheduler(0, policy, &p) == 0);
		SHOW(sched_rr_get_interval(0, &t));
		if (policy)
			printf("%ld.%09ld\n", (long)t.tv_sec, t.tv_nsec);
	}
	SHOW(sched_rr_get_interval(-1, &t));
	SHOW(sched_rr_get_interval(999999, &t));
	return 0;
}
