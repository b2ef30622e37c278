// timer_create(2), SIGEV_NONE: no signal; the time left is read, goes to 0 and stays there.
#include "behaviour.h"
#include <time.h>

int main(void)
{
	timer_t timer;
	sigset_t all, pending;
	struct sigevent none = {.sigev_notify = SIGEV_NONE};
	struct itimerspec set = {.it_value = {1000, 0}}, now;
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	SHOW(timer_create(CLOCK_MONOTONIC, &none, &timer));
	SHOW(timer_settime(timer, 0, &set, NULL));
	SHOW(timer_gettime(timer, &now));
	printf("left %d\n", now.it_value.tv_sec > 900);
	set.it_value = (struct timespec){0, 2000000};
	SHOW(timer_settime(timer, 0, &set, &now));
	printf("old %d\n", now.it_value.tv_sec > 900);
	do
		CHECK(timer_gettime(timer, &now) == 0);
	while (now.it_value.tv_sec || now.it_value.tv_nsec);
	sigpending(&pending);
	printf("ran out, pending %d\n", !sigisemptyset(&pending));
	SHOW(timer_getoverrun(timer));
	SHOW(timer_delete(timer));
	return 0;
}
