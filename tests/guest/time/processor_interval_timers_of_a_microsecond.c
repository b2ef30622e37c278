// slow
/* Timers on processor time expire at ticks of the clock: however short their period, the program gets on. */
#include "behaviour.h"
#include <sys/time.h>
#include <time.h>

static volatile int count;

static void handler(int number)
{
	count++;
}

int main(void)
{
	struct itimerval shortest = {{0, 1}, {0, 1}}, off = {{0, 0}, {0, 0}}, now;
	struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
	struct itimerspec nanosecond = {{0, 1}, {0, 1}}, none = {{0, 0}, {0, 0}};
	volatile long work;
	timer_t timer;
	signal(SIGVTALRM, handler);
	signal(SIGPROF, handler);
	signal(SIGUSR1, handler);
	for (int which = ITIMER_VIRTUAL; which <= ITIMER_PROF; which++) {
		SHOW(setitimer(which, &shortest, NULL));
		for (count = 0, work = 0; count < 10; work++)
			;
		printf("worked %d\n", work > 1000);
		SHOW(setitimer(which, &off, NULL));
	}
	SHOW(timer_create(CLOCK_PROCESS_CPUTIME_ID, &event, &timer));
	SHOW(timer_settime(timer, 0, &nanosecond, NULL));
	for (count = 0, work = 0; count < 10; work++)
		;
	printf("worked %d\n", work > 1000);
	SHOW(timer_settime(timer, 0, &none, NULL));
	/* the tick that is under way does not count: what is left is not less than was set */
	shortest.it_value.tv_sec = 50;
	SHOW(setitimer(ITIMER_PROF, &shortest, NULL));
	getitimer(ITIMER_PROF, &now);
	printf("%ld s left\n", (long)now.it_value.tv_sec);
	return 0;
}
