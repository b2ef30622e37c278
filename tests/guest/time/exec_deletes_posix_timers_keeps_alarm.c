#include "behaviour.h"
#include <sys/time.h>
#include <time.h>

int main(int count, char **arguments)
{
	if (count > 1) {
		struct itimerspec value;
		SHOW(syscall(SYS_timer_gettime, 0, &value));
		SHOW(alarm(0));
		return 0;
	}
	timer_t timer;
	int raw;
	CHECK(timer_create(CLOCK_MONOTONIC, NULL, &timer) == 0);
	CHECK(syscall(SYS_timer_create, CLOCK_MONOTONIC, NULL, &raw) == 0);
	alarm(100);
	fflush(stdout);
	execl("/proc/self/exe", "again", "1", NULL);
	return 9;
}
