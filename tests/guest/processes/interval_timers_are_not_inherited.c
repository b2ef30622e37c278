// fork(2): "the child does not inherit timers from its parent": setitimer of each kind, alarm; the parent's go on.
#include "behaviour.h"
#include <sys/time.h>

static int kinds[] = {ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF};
static int show(void)
{
	for (int i = 0; i < 3; i++) {
		struct itimerval v;
		CHECK(getitimer(kinds[i], &v) == 0);
		printf("%d: set %d interval %ld\n", i, v.it_value.tv_sec || v.it_value.tv_usec, (long)v.it_interval.tv_sec);
	}
	return 0;
}

int main(void)
{
	for (int i = 0; i < 3; i++) {
		struct itimerval v = {{70 + i, 0}, {5000, 0}};
		SHOW(setitimer(kinds[i], &v, NULL));
	}
	show_status(wait_status(child(show)));
	show();
	pid_t p = vfork();
	if (!p) {
		struct itimerval v;
		getitimer(ITIMER_REAL, &v);
		_exit(v.it_value.tv_sec || v.it_value.tv_usec);
	}
	show_status(wait_status(p));
	return 0;
}
