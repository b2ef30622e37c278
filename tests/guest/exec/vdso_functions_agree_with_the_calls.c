#include "again.h"
#include <sys/auxv.h>
#include <sys/time.h>
#include <time.h>
#include <sched.h>
static long ns(struct timespec *t) { return t->tv_sec * 1000000000 + t->tv_nsec; }
int main(void)
{
	int clocks[] = { CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_MONOTONIC_RAW, CLOCK_BOOTTIME, CLOCK_REALTIME_COARSE, CLOCK_MONOTONIC_COARSE, CLOCK_TAI, CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID };
	for (unsigned i = 0; i < sizeof clocks / sizeof *clocks; i++) {
		struct timespec a, b, c;
		CHECK(syscall(SYS_clock_gettime, clocks[i], &a) == 0);
		CHECK(clock_gettime(clocks[i], &b) == 0);
		CHECK(syscall(SYS_clock_gettime, clocks[i], &c) == 0);
		printf("%d: %d\n", clocks[i], ns(&a) <= ns(&b) && ns(&b) <= ns(&c));
	}
	struct timespec t;
	SHOW(clock_gettime(77, &t));
	SHOW(clock_getres(77, &t));
	struct timeval tv;
	time_t a = syscall(SYS_time, NULL), b = time(NULL);
	CHECK(gettimeofday(&tv, NULL) == 0);
	printf("%d %d\n", a <= b && b <= a + 1, tv.tv_sec >= b && tv.tv_sec <= b + 1);
	clock_gettime(CLOCK_MONOTONIC, &t);
	struct timespec u;
	long turns = 0;
	do {
		clock_gettime(CLOCK_MONOTONIC, &u);
		turns++;
	} while (ns(&u) - ns(&t) < 3000000);
	printf("time passes without a call %d\n", turns > 1);
	printf("%d\n", sched_getcpu() >= 0);
}
