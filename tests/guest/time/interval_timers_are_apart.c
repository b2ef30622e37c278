// setitimer(2): the three timers are apart from each other, keep their intervals, and are not inherited by a child.
#include "behaviour.h"
#include <sys/time.h>

static const int kinds[] = {ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF};

static int show(void)
{
	struct itimerval now;
	for (int i = 0; i < 3; i++) {
		CHECK(getitimer(kinds[i], &now) == 0);
		printf("%d: armed %d interval %ld %ld\n", i, now.it_value.tv_sec > 0, (long)now.it_interval.tv_sec, (long)now.it_interval.tv_usec);
	}
	return 0;
}

int main(void)
{
	struct itimerval none = {0};
	show();
	for (int i = 0; i < 3; i++) {
		struct itimerval set = {.it_value = {1000 + i, 0}, .it_interval = {i, 8000}};
		SHOW(setitimer(kinds[i], &set, NULL));
	}
	show();
	show_status(wait_status(child(show)));
	SHOW(setitimer(ITIMER_VIRTUAL, &none, NULL));
	show();
	SHOW(setitimer(ITIMER_PROF, NULL, NULL));
	return show();
}
