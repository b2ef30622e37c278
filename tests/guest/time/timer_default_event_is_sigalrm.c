// timer_create(2) without an event: SIGALRM to the process, with the number of the timer as its value.
#include "behaviour.h"
#include <time.h>

int main(void)
{
	timer_t timer, second;
	sigset_t set;
	siginfo_t info;
	struct itimerspec soon = {.it_value = {0, 1000}};
	sigemptyset(&set);
	sigaddset(&set, SIGALRM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	SHOW(timer_create(CLOCK_REALTIME, NULL, &timer));
	SHOW(timer_create(CLOCK_REALTIME, NULL, &second));
	printf("two numbers %d\n", timer != second);
	SHOW(timer_settime(second, 0, &soon, NULL));
	SHOW(sigwaitinfo(&set, &info) == SIGALRM);
	printf("timer %d value is its number %d\n", info.si_code == SI_TIMER, info.si_value.sival_int == (int)(long)second);
	SHOW(timer_settime(timer, 0, &soon, NULL));
	SHOW(sigwaitinfo(&set, &info) == SIGALRM);
	printf("timer %d value is its number %d\n", info.si_code == SI_TIMER, info.si_value.sival_int == (int)(long)timer);
	return 0;
}
