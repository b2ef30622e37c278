// timer_settime(2): an absolute time that is past expires at once; with an interval the missed ones are counted as overruns.
#include "behaviour.h"
#include <time.h>

int main(void)
{
	sigset_t set;
	timer_t timer;
	siginfo_t info;
	struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN};
	struct itimerspec past = {.it_value = {0, 1}}, now;
	sigemptyset(&set);
	sigaddset(&set, SIGRTMIN);
	sigprocmask(SIG_BLOCK, &set, NULL);
	CHECK(timer_create(CLOCK_REALTIME, &event, &timer) == 0);
	SHOW(timer_settime(timer, TIMER_ABSTIME, &past, &now));
	printf("old %ld %ld\n", (long)now.it_value.tv_sec, now.it_value.tv_nsec);
	SHOW(sigwaitinfo(&set, &info) == SIGRTMIN);
	printf("overrun %d\n", info.si_overrun);
	clock_gettime(CLOCK_REALTIME, &past.it_value);
	past.it_value.tv_sec -= 5000;
	past.it_interval.tv_sec = 1000;
	SHOW(timer_settime(timer, TIMER_ABSTIME, &past, NULL));
	SHOW(sigwaitinfo(&set, &info) == SIGRTMIN);
	printf("overrun %d %d\n", info.si_overrun, timer_getoverrun(timer));
	SHOW(timer_gettime(timer, &now));
	printf("armed %d interval %ld\n", now.it_value.tv_sec > 0 && now.it_value.tv_sec <= 1000, (long)now.it_interval.tv_sec);
	return 0;
}
