/* "The rest of a sleep" that a signal ended is counted to the moment at which the timer slack (prctl(2), PR_SET_TIMERSLACK) is over too. */
#include "behaviour.h"
#include <sys/prctl.h>
#include <time.h>

static void handler(int number) {}

int main(void)
{
	struct timespec time = {5, 0}, rest = {-1, -1};
	signal(SIGALRM, handler);
	CHECK(prctl(PR_SET_TIMERSLACK, 900000000UL) == 0);
	alarm(1);
	SHOW(sleep(5));
	alarm(1);
	SHOW(nanosleep(&time, &rest));
	printf("at least 4.5 s: %d\n", rest.tv_sec == 4 && rest.tv_nsec >= 500000000);
	alarm(1);
	SHOW(clock_nanosleep(CLOCK_MONOTONIC, 0, &time, &rest));
	printf("at least 4.5 s: %d\n", rest.tv_sec == 4 && rest.tv_nsec >= 500000000);
	return 0;
}
