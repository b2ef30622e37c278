// slow
/* A program that measures how long its loop takes, in processor time, can tell from that how long more rounds will take. */
#include "behaviour.h"
#include <time.h>

static volatile unsigned long sum;

static double seconds_of(unsigned long rounds)
{
	struct timespec from, to;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
	for (unsigned long i = 0; i < rounds; i++)
		sum += i;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
	return to.tv_sec - from.tv_sec + (to.tv_nsec - from.tv_nsec) / 1e9;
}

int main(void)
{
	unsigned long rounds = 1000;
	while (seconds_of(rounds) < 0.1)
		rounds *= 2;
	double once = seconds_of(rounds), twice = seconds_of(2 * rounds), four_times = seconds_of(4 * rounds);
	printf("twice the rounds: %s\n", twice > 1.5 * once && twice < 2.6 * once ? "about twice as long" : "not");
	printf("and again: %s\n", four_times > 1.5 * twice && four_times < 2.6 * twice ? "about twice as long" : "not");
	return 0;
}
