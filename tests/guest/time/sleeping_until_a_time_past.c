// clock_nanosleep(2): until a time that is past it returns 0 at once and leaves `remain`; errors are returned, not put into errno.
#include "behaviour.h"
#include <time.h>

int main(void)
{
	struct timespec past = {1, 0}, left = {7, 8}, zero = {0, 0};
	SHOW(clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &past, &left));
	SHOW(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &zero, &left));
	SHOW(clock_nanosleep(CLOCK_BOOTTIME, TIMER_ABSTIME, &zero, &left));
	SHOW(clock_nanosleep(CLOCK_MONOTONIC, 0, &zero, &left));
	SHOW(nanosleep(&zero, &left));
	printf("left %ld %ld\n", (long)left.tv_sec, left.tv_nsec);
	struct timespec wrong[] = {{0, -1}, {0, 1000000000}, {-1, 0}};
	for (int i = 0; i < 3; i++) {
		errno = 0;
		printf("%s", strerrorname_np(clock_nanosleep(CLOCK_MONOTONIC, 0, &wrong[i], NULL)));
		printf(" %s errno %d\n", strerrorname_np(clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &wrong[i], NULL)), errno);
		SHOW(nanosleep(&wrong[i], NULL));
	}
	printf("%s\n", strerrorname_np(clock_nanosleep(CLOCK_THREAD_CPUTIME_ID, 0, &zero, NULL)));
	printf("%s\n", strerrorname_np(clock_nanosleep(99, 0, &zero, NULL)));
	return 0;
}
