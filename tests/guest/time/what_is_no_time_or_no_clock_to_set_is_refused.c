// clock_settime(2): EINVAL for a time that is none, for CLOCK_MONOTONIC, for clocks of processor time and for numbers of no clock.
#include "behaviour.h"
#include <time.h>

int main(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	SHOW(clock_settime(CLOCK_MONOTONIC, &t));
	SHOW(clock_settime(CLOCK_PROCESS_CPUTIME_ID, &t));
	SHOW(clock_settime(99, &t));
	t.tv_nsec = -1;
	SHOW(clock_settime(CLOCK_REALTIME, &t));
	t.tv_nsec = 1000000000;
	SHOW(clock_settime(CLOCK_REALTIME, &t));
	t = (struct timespec){-1, 0};
	SHOW(clock_settime(CLOCK_REALTIME, &t));
	return 0;
}
