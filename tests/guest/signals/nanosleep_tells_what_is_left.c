#include "behaviour.h"
#include <time.h>

static void handler(int number) {}

int main(void)
{
	signal(SIGALRM, handler);
	struct timespec time = {10, 0}, rest = {-1, -1};
	alarm(1);
	SHOW(nanosleep(&time, &rest));
	printf("left %ld\n", (long)(rest.tv_sec + (rest.tv_nsec > 500000000)));
	alarm(1);
	SHOW(clock_nanosleep(CLOCK_MONOTONIC, 0, &time, &rest));
	printf("left %ld\n", (long)(rest.tv_sec + (rest.tv_nsec > 500000000)));
	clock_gettime(CLOCK_MONOTONIC, &time);
	time.tv_sec += 10;
	rest = (struct timespec){-1, -1};
	alarm(1);
	SHOW(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, &rest));
	printf("untouched %ld\n", (long)rest.tv_sec);
	SHOW(sleep(0));
	return 0;
}
