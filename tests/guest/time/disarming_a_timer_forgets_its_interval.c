// timer_settime(2): an it_value of zero disarms, and then timer_gettime(2) gives zero for the interval too, whatever it_interval was.
#include "behaviour.h"
#include <time.h>

int main(void)
{
	timer_t timer;
	struct itimerspec set = {{3, 0}, {5, 0}}, got = {{9, 9}, {9, 9}};
	CHECK(timer_create(CLOCK_MONOTONIC, NULL, &timer) == 0);
	SHOW(timer_settime(timer, 0, &set, NULL));
	SHOW(timer_gettime(timer, &got));
	printf("interval %ld, armed %d\n", got.it_interval.tv_sec, got.it_value.tv_sec > 0);
	set.it_value.tv_sec = 0;
	SHOW(timer_settime(timer, 0, &set, &got));
	printf("old interval %ld, armed %d\n", got.it_interval.tv_sec, got.it_value.tv_sec > 0);
	SHOW(timer_gettime(timer, &got));
	printf("interval %ld, value %ld\n", got.it_interval.tv_sec, got.it_value.tv_sec);
	return 0;
}
