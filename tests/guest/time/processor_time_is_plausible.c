// times(2), clock(3), getrusage(2), clock_gettime(2): a loop of work counts, a sleep does not, children count when waited for.
#include "behaviour.h"
#include <sys/resource.h>
#include <sys/times.h>
#include <time.h>

static int work(void)
{
	struct timespec t;
	do
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	while (t.tv_nsec < 120000000 && !t.tv_sec);
	return 0;
}

int main(void)
{
	struct tms a, b;
	long ticks = sysconf(_SC_CLK_TCK);
	clock_t wall = times(&a);
	clock_t c0 = clock();
	sleep(1);
	printf("no work while asleep %d\n", clock() - c0 < CLOCKS_PER_SEC / 20);
	clock_t wall2 = times(&b);
	printf("a second of ticks %d\n", wall2 - wall >= ticks && wall2 - wall < ticks + ticks / 4);
	work();
	times(&b);
	printf("worked %d, clock %d\n", b.tms_utime + b.tms_stime >= ticks / 10, clock() >= CLOCKS_PER_SEC / 10);
	printf("children nothing %d\n", b.tms_cutime + b.tms_cstime == 0);
	wait_status(child(work));
	times(&b);
	printf("children %d\n", b.tms_cutime + b.tms_cstime >= ticks / 10);
	struct rusage r;
	getrusage(RUSAGE_SELF, &r);
	printf("usage %d\n", r.ru_utime.tv_usec + r.ru_stime.tv_usec >= 100000 || r.ru_utime.tv_sec);
	struct timespec res;
	clockid_t clocks[] = {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID, CLOCK_BOOTTIME};
	for (int i = 0; i < 5; i++) {
		CHECK(clock_getres(clocks[i], &res) == 0);
		printf("%ld.%09ld\n", (long)res.tv_sec, res.tv_nsec);
	}
	SHOW(clock_getres(99, &res));
	SHOW(clock_gettime(99, &res));
	SHOW(clock_getres(CLOCK_REALTIME, NULL));
	return 0;
}
