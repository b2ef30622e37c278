// setitimer(2) with a value of 0 disarms whatever the interval says; getitimer(2) then shows what is kept of it, for each kind.
#include "behaviour.h"
#include <sys/time.h>

int main(void)
{
	const int kinds[] = {ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF};
	for (int i = 0; i < 3; i++) {
		struct itimerval set = {.it_interval = {5, 8000}}, now;
		SHOW(setitimer(kinds[i], &set, NULL));
		SHOW(getitimer(kinds[i], &now));
		printf("%d: armed %d interval %ld\n", i, now.it_value.tv_sec || now.it_value.tv_usec, (long)now.it_interval.tv_sec);
		set.it_value.tv_usec = -1;
		SHOW(setitimer(kinds[i], &set, NULL));
		set.it_value.tv_usec = 1000000;
		SHOW(setitimer(kinds[i], &set, NULL));
		set.it_value.tv_usec = 0;
		set.it_interval.tv_usec = 1000000;
		SHOW(setitimer(kinds[i], &set, NULL));
	}
	return 0;
}
