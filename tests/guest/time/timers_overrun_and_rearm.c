// timer_create(2), timer_settime(2): one-shot, periodic, absolute times, the past, overruns, disarming, the old value.
#include "behaviour.h"
#include <time.h>

static volatile int calls, value, code;
static void handler(int s, siginfo_t *i, void *c)
{
	(void)s, (void)c;
	calls++, value = i->si_value.sival_int, code = i->si_code;
}

int main(void)
{
	clockid_t clocks[] = {CLOCK_REALTIME, CLOCK_MONOTONIC};
	struct sigaction a = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
	sigaction(SIGRTMIN, &a, NULL);
	for (int c = 0; c < 2; c++) {
		timer_t t;
		struct sigevent e = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN, .sigev_value.sival_int = 77};
		CHECK(timer_create(clocks[c], &e, &t) == 0);
		struct itimerspec s = {.it_value = {0, 50000000}}, old, now;
		SHOW(timer_settime(t, 0, &s, NULL));
		SHOW(sleep(1) > 0);
		printf("calls %d value %d code %d\n", calls, value, code == SI_TIMER);
		timer_gettime(t, &now);
		printf("disarmed %d\n", !now.it_value.tv_sec && !now.it_value.tv_nsec);
		clock_gettime(clocks[c], &s.it_value);
		s.it_value.tv_sec -= 5;
		SHOW(timer_settime(t, TIMER_ABSTIME, &s, NULL));
		usleep(1000);
		printf("calls %d\n", calls);
		s.it_value = (struct timespec){100, 0}, s.it_interval = (struct timespec){3, 7};
		SHOW(timer_settime(t, 0, &s, NULL));
		s.it_value = (struct timespec){0, 0};
		SHOW(timer_settime(t, 0, &s, &old));
		printf("old %d.. interval %ld.%ld\n", old.it_value.tv_sec == 99, (long)old.it_interval.tv_sec, old.it_interval.tv_nsec);
		sigset_t set;
		sigemptyset(&set), sigaddset(&set, SIGRTMIN);
		sigprocmask(SIG_BLOCK, &set, NULL);
		s.it_value = s.it_interval = (struct timespec){0, 10000000};
		SHOW(timer_settime(t, 0, &s, NULL));
		struct timespec d = {0, 55000000};
		nanosleep(&d, NULL);
		int before = calls;
		sigprocmask(SIG_UNBLOCK, &set, NULL);
		printf("delivered %d overrun %d\n", calls - before, timer_getoverrun(t) >= 3);
		SHOW(timer_delete(t));
		SHOW(timer_delete(t));
		SHOW(timer_gettime(t, &now));
		SHOW(timer_getoverrun(t));
	}
	return 0;
}
