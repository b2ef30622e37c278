/* What sched_setattr(2) takes, in its first size: 48 bytes. */
#include <sched.h>
#include <stdint.h>

struct attr {
	uint32_t size, policy;
	uint64_t flags;
	int32_t nice;
	uint32_t priority;
	uint64_t runtime, deadline, period;
};
