// timer_create(2): timers are not inherited over fork(2); numbers in it start afresh.
#include "behaviour.h"
#include <time.h>

static timer_t timer;

static int in_child(void)
{
	struct itimerspec now;
	timer_t own;
	SHOW(timer_gettime(timer, &now));
	SHOW(timer_getoverrun(timer));
	SHOW(timer_delete(timer));
	struct sigevent none = {.sigev_notify = SIGEV_NONE};
	SHOW(timer_create(CLOCK_MONOTONIC, &none, &own));
	SHOW(timer_delete(own));
	return 0;
}

int main(void)
{
	struct sigevent none = {.sigev_notify = SIGEV_NONE};
	struct itimerspec set = {.it_value = {1000, 0}}, now;
	CHECK(timer_create(CLOCK_MONOTONIC, &none, &timer) == 0);
	CHECK(timer_settime(timer, 0, &set, NULL) == 0);
	show_status(wait_status(child(in_child)));
	SHOW(timer_gettime(timer, &now));
	printf("still armed %d\n", now.it_value.tv_sec > 900);
	return 0;
}
