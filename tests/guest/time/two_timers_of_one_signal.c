// timer_create(2): two timers with the same signal each keep their own entry: while it is blocked both come to wait, with their values.
#include "behaviour.h"
#include <time.h>

static void run(int number)
{
	timer_t timers[2];
	sigset_t set;
	siginfo_t info;
	struct itimerspec soon = {.it_value = {0, 1}}, now;
	struct timespec zero = {0, 0};
	sigemptyset(&set);
	sigaddset(&set, number);
	sigprocmask(SIG_BLOCK, &set, NULL);
	for (int i = 0; i < 2; i++) {
		struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = number, .sigev_value.sival_int = 10 + i};
		CHECK(timer_create(CLOCK_MONOTONIC, &event, &timers[i]) == 0);
		CHECK(timer_settime(timers[i], 0, &soon, NULL) == 0);
		do
			CHECK(timer_gettime(timers[i], &now) == 0);
		while (now.it_value.tv_sec || now.it_value.tv_nsec);
	}
	for (int i = 0; i < 3; i++) {
		SHOW(sigtimedwait(&set, &info, &zero) > 0 ? info.si_value.sival_int : -1);
	}
	timer_delete(timers[0]), timer_delete(timers[1]);
}

int main(void)
{
	run(SIGRTMIN + 1);
	run(SIGUSR1);
	return 0;
}
