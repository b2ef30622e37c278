#include "behaviour.h"
#include <sys/time.h>
#include <time.h>

static long ns(clockid_t clock)
{
	struct timespec time;
	CHECK(syscall(SYS_clock_gettime, clock, &time) == 0);
	return time.tv_sec * 1000000000 + time.tv_nsec;
}

int main(void)
{
	int clocks[] = {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_MONOTONIC_RAW, CLOCK_BOOTTIME, CLOCK_TAI,
			CLOCK_REALTIME_COARSE, CLOCK_MONOTONIC_COARSE, CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID};
	for (int i = 0; i < 9; i++) {
		struct timespec resolution;
		long a = ns(clocks[i]);
		usleep(5000);
		long b = ns(clocks[i]);
		SHOW(clock_getres(clocks[i], &resolution));
		printf("clock %d: %s, resolution %ld\n", clocks[i], b - a >= 4000000 ? "goes on in sleep" : b >= a ? "stands still in sleep" : "backward",
		       (long)resolution.tv_nsec);
	}
	struct timeval tv;
	struct timezone zone = {1, 1};
	long before = ns(CLOCK_REALTIME) / 1000;
	CHECK(syscall(SYS_gettimeofday, &tv, &zone) == 0);
	long now = tv.tv_sec * 1000000l + tv.tv_usec;
	printf("%d %d zone %d %d\n", before <= now, now <= ns(CLOCK_REALTIME) / 1000, zone.tz_minuteswest, zone.tz_dsttime);
	time_t seconds, other;
	seconds = syscall(SYS_time, &other);
	printf("%d %d\n", seconds == other, labs(seconds - tv.tv_sec) <= 1);
	long first = ns(CLOCK_MONOTONIC);
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time); /* perhaps from the vDSO */
	long second = time.tv_sec * 1000000000 + time.tv_nsec;
	long third = ns(CLOCK_MONOTONIC);
	printf("%d %d\n", first <= second, second <= third);
	return 0;
}
