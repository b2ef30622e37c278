// How fast the clock goes, and what adjtimex(2) says of it: argv[1] is what is adjusted.  Run by test_adjusting_the_clock.py.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

#define CHECK(condition) \
	do { \
		if (!(condition)) \
			exit(99); \
	} while (0)

static long long now(clockid_t clock)
{
	struct timespec t;
	CHECK(clock_gettime(clock, &t) == 0);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

/* Sleeps, and says by how many microseconds the clock got ahead of the raw one. */
static void ahead(int seconds)
{
	long long raw = now(CLOCK_MONOTONIC_RAW), adjusted = now(CLOCK_MONOTONIC);
	sleep(seconds);
	adjusted = now(CLOCK_MONOTONIC) - adjusted;
	raw = now(CLOCK_MONOTONIC_RAW) - raw;
	printf("ahead %lld\n", (adjusted - raw + (adjusted < raw ? -500 : 500)) / 1000);
}

static void left(void)
{
	struct timeval t;
	CHECK(adjtime(NULL, &t) == 0);
	printf("left %ld %ld\n", (long)t.tv_sec, (long)t.tv_usec);
}

static struct timex timex(unsigned modes, long value)
{
	struct timex t = {.modes = modes, .offset = value, .freq = value, .tick = value, .maxerror = value, .constant = value, .status = value};
	errno = 0;
	int state = adjtimex(&t);
	printf("%d%s: offset %ld freq %ld maxerror %ld status %#x constant %ld tick %ld tai %d\n", state, errno ? " refused" : "",
	       (long)t.offset, (long)t.freq, (long)t.maxerror, t.status, (long)t.constant, (long)t.tick, t.tai);
	return t;
}

static void amount(void)
{
	struct timeval by = {0, 1200}, old;
	CHECK(adjtime(&by, NULL) == 0);
	ahead(2);
	left();
	ahead(2);
	by = (struct timeval){-2, 0};
	CHECK(adjtime(&by, &old) == 0 && !old.tv_sec && !old.tv_usec);
	ahead(100);
	left();
	struct timespec date = {now(CLOCK_REALTIME) / 1000000000 + 5, 0};
	CHECK(clock_settime(CLOCK_REALTIME, &date) == 0);
	left();
}

static void speed(void)
{
	timex(ADJ_FREQUENCY, -100 * 65536);
	ahead(10);
	timex(ADJ_FREQUENCY, 501 * 65536);
	timex(ADJ_FREQUENCY, 0);
	timex(ADJ_TICK, 11001);
	timex(ADJ_TICK, 8999);
	timex(ADJ_TICK, 10010);
	ahead(10);
}

static void phase(void)
{
	timex(ADJ_OFFSET, 1000);
	timex(ADJ_STATUS, STA_PLL | STA_UNSYNC);
	timex(ADJ_TIMECONST, 0);
	timex(ADJ_OFFSET, 6400);
	for (int i = 0; i < 3; i++) {
		sleep(1);
		timex(0, 0);
	}
	timex(ADJ_NANO, 0);
	timex(ADJ_OFFSET, -600000000);
	sleep(1);
	timex(0, 0);
}

static void status(void)
{
	timex(ADJ_STATUS, 0);
	timex(ADJ_MAXERROR, 15998800);
	sleep(2);
	timex(0, 0);
	sleep(1);
	timex(0, 0);
	timex(ADJ_TAI, 37);
	printf("ahead of UTC %lld\n", (now(CLOCK_TAI) - now(CLOCK_REALTIME) + 500000000) / 1000000000);
	timex(0x8000 | ADJ_STATUS, 0);
}

static void leap(int which)
{
	struct timespec date = {now(CLOCK_REALTIME) / 86400000000000 * 86400 + 86400 - 3, 0}, half = {0, 500000000};
	CHECK(clock_settime(CLOCK_REALTIME, &date) == 0);
	timex(ADJ_MAXERROR, 0);
	timex(ADJ_STATUS, which);
	nanosleep(&half, NULL);
	for (int i = 0; i < 6; i++) {
		struct timex t = {0};
		int state = adjtimex(&t);
		printf("%d %02d tai %d\n", state, (int)(time(NULL) % 60), t.tai);
		sleep(1);
	}
	timex(ADJ_STATUS, 0);
	sleep(1);
	timex(0, 0);
}

int main(int argc, char **argv)
{
	(void)argc;
	switch (argv[1][0]) {
	case 'a': amount(); break;
	case 'f': speed(); break;
	case 'p': phase(); break;
	case 's': status(); break;
	case 'i': leap(STA_INS); break;
	case 'd': leap(STA_DEL); break;
	}
	return 0;
}
