// timer_delete(2) of a timer whose signal is pending: the number is gone at once, and a second deletion is EINVAL.
#include "behaviour.h"
#include <time.h>

static volatile int count;
static void handler(int s) { (void)s; count++; }

int main(void)
{
	sigset_t set;
	timer_t timer;
	siginfo_t info;
	struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1, .sigev_value.sival_int = 77};
	struct itimerspec soon = {.it_value = {0, 1}}, now;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGUSR1, handler);
	SHOW(timer_create(CLOCK_MONOTONIC, &event, &timer));
	SHOW(timer_settime(timer, 0, &soon, NULL));
	SHOW(sigwaitinfo(&set, &info) == SIGUSR1);
	printf("code is timer %d value %d overrun %d\n", info.si_code == SI_TIMER, info.si_value.sival_int, info.si_overrun);
	SHOW(timer_gettime(timer, &now));
	printf("disarmed %d\n", now.it_value.tv_sec == 0 && now.it_value.tv_nsec == 0);
	SHOW(timer_getoverrun(timer));
	SHOW(timer_delete(timer));
	SHOW(timer_delete(timer));
	SHOW(timer_settime(timer, 0, &soon, NULL));
	SHOW(timer_gettime(timer, &now));
	SHOW(timer_getoverrun(timer));
	printf("handler %d\n", count);
	return 0;
}
