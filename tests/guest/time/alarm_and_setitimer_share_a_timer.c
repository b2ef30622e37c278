// alarm(2): "alarm() and setitimer(2) share the same timer; calls to one will interfere with use of the other."
#include "behaviour.h"
#include <sys/time.h>

int main(void)
{
	struct itimerval set = {.it_value = {500, 0}, .it_interval = {7, 8}}, now;
	SHOW(setitimer(ITIMER_REAL, &set, NULL));
	long left = alarm(900);
	printf("of setitimer: %d\n", left > 400 && left <= 500);
	SHOW(getitimer(ITIMER_REAL, &now));
	printf("of alarm: %d interval %ld %ld\n", now.it_value.tv_sec > 800, (long)now.it_interval.tv_sec, (long)now.it_interval.tv_usec);
	SHOW(setitimer(ITIMER_REAL, &set, &now));
	printf("old: %d interval %ld\n", now.it_value.tv_sec > 800, (long)now.it_interval.tv_sec);
	set = (struct itimerval){0};
	SHOW(setitimer(ITIMER_REAL, &set, &now));
	printf("old: %d interval %ld %ld\n", now.it_value.tv_sec > 400, (long)now.it_interval.tv_sec, (long)now.it_interval.tv_usec);
	SHOW(alarm(0));
	return 0;
}
