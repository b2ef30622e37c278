#include "behaviour.h"
#include <time.h>

static volatile int count;
static timer_t timer;

static void handler(int number, siginfo_t *info, void *context)
{
	count++;
	printf("%d code %d value %d overrun %d %d\n", number - SIGRTMIN, info->si_code, info->si_value.sival_int, info->si_overrun,
	       timer_getoverrun(timer));
}

int main(void)
{
	struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
	sigaction(SIGRTMIN, &action, NULL);
	sigaction(SIGALRM, &action, NULL);
	struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN, .sigev_value.sival_int = 99};
	struct itimerspec once = {{0, 0}, {0, 20000000}}, every = {{0, 10000000}, {0, 10000000}}, now;
	SHOW(timer_create(CLOCK_MONOTONIC, &event, &timer));
	SHOW(timer_gettime(timer, &now));
	printf("%ld %ld\n", (long)now.it_value.tv_nsec, (long)now.it_interval.tv_nsec);
	SHOW(timer_settime(timer, 0, &once, NULL));
	while (count < 1)
		pause();
	SHOW(timer_gettime(timer, &now));
	printf("%ld %ld\n", (long)now.it_value.tv_nsec, (long)now.it_interval.tv_nsec);
	SHOW(timer_settime(timer, 0, &every, &now));
	while (count < 3)
		pause();
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGRTMIN);
	sigprocmask(SIG_BLOCK, &set, NULL);
	struct itimerspec late = {{0, 10000000}, {0, 5000000}};
	timer_settime(timer, 0, &late, NULL);
	usleep(51000); /* expires at 5 and is 4 behind after 45 */
	SHOW(timer_gettime(timer, &now));
	printf("left %d\n", now.it_value.tv_nsec > 0);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	SHOW(timer_delete(timer));
	SHOW(timer_delete(timer));
	SHOW(timer_gettime(timer, &now));
	event.sigev_notify = SIGEV_NONE;
	SHOW(timer_create(CLOCK_REALTIME, &event, &timer));
	SHOW(timer_settime(timer, 0, &once, NULL));
	SHOW(timer_gettime(timer, &now));
	printf("left %d\n", now.it_value.tv_nsec > 0);
	usleep(30000);
	SHOW(timer_gettime(timer, &now));
	printf("left %d\n", now.it_value.tv_nsec > 0);
	SHOW(timer_delete(timer));
	/* without an event: SIGALRM with the timer's number */
	int raw;
	SHOW(syscall(SYS_timer_create, CLOCK_MONOTONIC, NULL, &raw));
	SHOW(syscall(SYS_timer_delete, raw));
	return 0;
}
