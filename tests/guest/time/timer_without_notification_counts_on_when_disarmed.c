// SIGEV_NONE: Linux has such a timer in no queue, so setting it to zero takes its period, but not the time that it shows.
#include "behaviour.h"
#include <time.h>

int main(void)
{
	timer_t timer;
	struct sigevent event = {.sigev_notify = SIGEV_NONE};
	struct itimerspec set = {{3, 0}, {10, 0}}, off = {0}, now;
	timer_create(CLOCK_MONOTONIC, &event, &timer);
	timer_gettime(timer, &now);
	printf("at first %ld\n", (long)now.it_value.tv_sec);
	timer_settime(timer, 0, &set, NULL);
	timer_settime(timer, 0, &off, &now);
	printf("old %ld of %ld\n", (long)now.it_value.tv_sec, (long)now.it_interval.tv_sec);
	timer_gettime(timer, &now);
	printf("off %ld of %ld\n", (long)now.it_value.tv_sec, (long)now.it_interval.tv_sec);
	/* long over: a look moves it on to its next period, and only then is there something left when it is off */
	struct itimerspec past = {{1000000, 0}, {0, 1}};
	for (int looks = 0; looks < 2; looks++) {
		timer_settime(timer, TIMER_ABSTIME, &past, NULL);
		if (looks)
			timer_gettime(timer, &now);
		timer_settime(timer, 0, &off, NULL);
		timer_gettime(timer, &now);
		printf("looked at %d times: left %d\n", looks, now.it_value.tv_sec > 0);
	}
	event.sigev_notify = SIGEV_SIGNAL;
	event.sigev_signo = SIGUSR1;
	timer_create(CLOCK_MONOTONIC, &event, &timer);
	timer_settime(timer, 0, &set, NULL);
	timer_settime(timer, 0, &off, NULL);
	timer_gettime(timer, &now);
	printf("with a signal %ld of %ld\n", (long)now.it_value.tv_sec, (long)now.it_interval.tv_sec);
	return 0;
}
