// A timer's signal is pending when the timer is set anew or deleted: it stays pending, but nobody gets it; a new expiry makes it good again.
#include "behaviour.h"
#include <time.h>

static volatile int count;
static void handler(int s) { (void)s; count++; }

static sigset_t usr1;

static timer_t expired_timer(long interval_ms)
{
	timer_t timer;
	struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
	struct itimerspec soon = {.it_interval.tv_nsec = interval_ms * 1000000, .it_value.tv_nsec = 1000000};
	timer_create(CLOCK_MONOTONIC, &event, &timer);
	timer_settime(timer, 0, &soon, NULL);
	usleep(30000);
	return timer;
}

static void look(const char *when)
{
	sigset_t pending;
	sigpending(&pending);
	printf("%s: pending %d, ", when, sigismember(&pending, SIGUSR1));
	sigprocmask(SIG_UNBLOCK, &usr1, NULL);
	printf("delivered %d\n", count);
	sigprocmask(SIG_BLOCK, &usr1, NULL);
	sigpending(&pending);
	printf("then pending %d\n", sigismember(&pending, SIGUSR1));
}

int main(void)
{
	struct itimerspec off = {0}, soon = {.it_value.tv_nsec = 1000000}, late = {.it_value.tv_sec = 100};
	signal(SIGUSR1, handler);
	sigemptyset(&usr1);
	sigaddset(&usr1, SIGUSR1);
	sigprocmask(SIG_BLOCK, &usr1, NULL);

	timer_t timer = expired_timer(0);
	SHOW(timer_delete(timer));
	look("deleted");
	timer = expired_timer(10);
	SHOW(timer_settime(timer, 0, &off, NULL));
	look("disarmed");
	timer = expired_timer(10);
	SHOW(timer_settime(timer, 0, &late, NULL));
	look("armed for later");
	SHOW(timer_getoverrun(timer));
	timer = expired_timer(0);
	timer_settime(timer, 0, &soon, NULL);
	usleep(30000);
	look("expired again");
	timer = expired_timer(0);
	timer_delete(timer);
	kill(getpid(), SIGUSR1);
	look("deleted, and sent by kill");
	timer = expired_timer(0);
	timer_delete(timer);
	struct timespec none = {0};
	SHOW(sigtimedwait(&usr1, NULL, &none));
	return 0;
}
