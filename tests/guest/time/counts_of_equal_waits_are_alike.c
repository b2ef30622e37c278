// Programs count how often they turn until an alarm, or until the clock says so, and compare: in equal times they come about as far.
// slow
#include "behaviour.h"
#include <sys/time.h>
#include <time.h>

static volatile sig_atomic_t over;

static void handler(int signal)
{
	(void)signal;
	over = 1;
}

static double now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

static unsigned long until_an_alarm(void)
{
	struct itimerval once = {.it_value = {.tv_usec = 300000}};
	unsigned long count = 0;
	over = 0;
	CHECK(!setitimer(ITIMER_REAL, &once, 0));
	while (!over)
		count++;
	return count;
}

static unsigned long until_the_clock_says_so(void)
{
	double end = now() + 0.3;
	unsigned long count = 0;
	while (now() < end)
		count++;
	return count;
}

static void compare(const char *words, unsigned long (*wait)(void))
{
	unsigned long first = (wait(), wait()); // what comes before may be quicker: the processor is found to be busy
	for (int i = 0; i < 3; i++) {
		unsigned long next = wait();
		printf("%s: %s\n", words, next < 2 * first && first < 2 * next ? "alike" : "not alike");
	}
}

int main(void)
{
	signal(SIGALRM, handler);
	compare("until an alarm", until_an_alarm);
	compare("until the clock says so", until_the_clock_says_so);
}
