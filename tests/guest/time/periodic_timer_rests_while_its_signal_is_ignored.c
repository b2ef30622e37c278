// A periodic timer whose signal is ignored rests; when the signal gets a handler, the signal is there at once.
#include "behaviour.h"
#include <time.h>

static volatile int count;
static void handler(int s) { (void)s; count++; }

int main(void)
{
	timer_t timer;
	sigset_t usr1, pending;
	struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
	struct itimerspec period = {{10, 0}, {0, 1000000}}, now, off = {0};
	signal(SIGUSR1, SIG_IGN);
	timer_create(CLOCK_MONOTONIC, &event, &timer);
	timer_settime(timer, 0, &period, NULL);
	usleep(20000);
	timer_gettime(timer, &now);
	printf("next in %ld s, period %ld s\n", (long)now.it_value.tv_sec, (long)now.it_interval.tv_sec);
	signal(SIGUSR1, handler);
	printf("delivered %d overrun %d\n", count, timer_getoverrun(timer));

	// pending, then thrown away because it is ignored, then there again
	sigemptyset(&usr1);
	sigaddset(&usr1, SIGUSR1);
	sigprocmask(SIG_BLOCK, &usr1, NULL);
	timer_settime(timer, 0, &period, NULL);
	usleep(20000);
	signal(SIGUSR1, SIG_IGN);
	sigpending(&pending);
	printf("pending %d\n", sigismember(&pending, SIGUSR1));
	signal(SIGUSR1, handler);
	sigpending(&pending);
	printf("pending %d\n", sigismember(&pending, SIGUSR1));
	sigprocmask(SIG_UNBLOCK, &usr1, NULL);
	printf("delivered %d\n", count);

	// not if it was set meanwhile, and not if it is not periodic
	signal(SIGUSR1, SIG_IGN);
	timer_settime(timer, 0, &period, NULL);
	usleep(20000);
	timer_settime(timer, 0, &off, NULL);
	signal(SIGUSR1, handler);
	printf("delivered %d\n", count);
	signal(SIGUSR1, SIG_IGN);
	period.it_interval.tv_sec = 0;
	timer_settime(timer, 0, &period, NULL);
	usleep(20000);
	signal(SIGUSR1, handler);
	printf("delivered %d\n", count);
	return 0;
}
