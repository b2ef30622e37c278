// timer_create(2): which clocks a timer may be made on, and EINVAL for the others.
#include "behaviour.h"
#include <time.h>

int main(void)
{
	const clockid_t clocks[] = {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID, CLOCK_MONOTONIC_RAW,
				    CLOCK_REALTIME_COARSE, CLOCK_MONOTONIC_COARSE, CLOCK_BOOTTIME, CLOCK_TAI, 10, 12, 99, -1};
	struct sigevent none = {.sigev_notify = SIGEV_NONE};
	for (unsigned i = 0; i < sizeof clocks / sizeof *clocks; i++) {
		timer_t timer;
		errno = 0;
		int result = timer_create(clocks[i], &none, &timer);
		printf("clock %d: %d %s\n", clocks[i], result, result ? strerrorname_np(errno) : "");
		if (result == 0)
			CHECK(timer_delete(timer) == 0);
	}
	return 0;
}
