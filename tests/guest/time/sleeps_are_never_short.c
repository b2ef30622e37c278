// nanosleep(2), clock_nanosleep(2): at least as long as asked, absolute ones on each clock, errors as results.
#include "behaviour.h"
#include <time.h>

static long since(clockid_t c, struct timespec *a)
{
	struct timespec b;
	clock_gettime(c, &b);
	return (b.tv_sec - a->tv_sec) * 1000000000L + b.tv_nsec - a->tv_nsec;
}

int main(void)
{
	long asked[] = {0, 1, 1000, 1000000, 10000000, 1000000000};
	for (int i = 0; i < 6; i++) {
		struct timespec t = {asked[i] / 1000000000, asked[i] % 1000000000}, a;
		clock_gettime(CLOCK_MONOTONIC, &a);
		CHECK(nanosleep(&t, NULL) == 0);
		long d = since(CLOCK_MONOTONIC, &a);
		printf("%ld: long enough %d, not much more %d\n", asked[i], d >= asked[i], d < asked[i] + 200000000);
	}
	clockid_t clocks[] = {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_BOOTTIME};
	for (int i = 0; i < 3; i++) {
		struct timespec a, t;
		clock_gettime(clocks[i], &a);
		t = a;
		t.tv_sec += 1;
		printf("%d", clock_nanosleep(clocks[i], TIMER_ABSTIME, &t, NULL));
		printf(" %d", since(clocks[i], &a) >= 1000000000);
		printf(" %d\n", clock_nanosleep(clocks[i], TIMER_ABSTIME, &a, NULL));
	}
	struct timespec bad[] = {{-1, 0}, {0, -1}, {0, 1000000000}, {-5, 5}};
	for (int i = 0; i < 4; i++) {
		SHOW(nanosleep(&bad[i], NULL));
		printf("%s\n", strerrorname_np(clock_nanosleep(CLOCK_MONOTONIC, 0, &bad[i], NULL)));
		printf("%s\n", strerrorname_np(clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &bad[i], NULL)));
	}
	struct timespec one = {0, 1};
	printf("%s\n", strerrorname_np(clock_nanosleep(CLOCK_THREAD_CPUTIME_ID, 0, &one, NULL)));
	printf("%s\n", strerrorname_np(clock_nanosleep(99, 0, &one, NULL)));
	printf("%s\n", strerrorname_np(clock_nanosleep(-3, 0, &one, NULL)) ?: "0");
	return 0;
}
