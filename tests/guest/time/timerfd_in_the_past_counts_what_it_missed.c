// timerfd_settime(2), TFD_TIMER_ABSTIME in the past: readable at once with every interval since, then empty; a child shares the timer.
#include "behaviour.h"
#include <sys/timerfd.h>
#include <time.h>

static int fd;

static int in_child(void)
{
	uint64_t count = 0;
	SHOW(read(fd, &count, sizeof count));
	printf("count %llu\n", (unsigned long long)count);
	return 0;
}

int main(void)
{
	uint64_t count = 0;
	struct itimerspec past = {.it_interval = {1000, 0}};
	fd = timerfd_create(CLOCK_REALTIME, 0);
	clock_gettime(CLOCK_REALTIME, &past.it_value);
	past.it_value.tv_sec -= 5500;
	SHOW(timerfd_settime(fd, TFD_TIMER_ABSTIME, &past, NULL));
	SHOW(read(fd, &count, sizeof count));
	printf("count %llu\n", (unsigned long long)count);
	SHOW(timerfd_settime(fd, TFD_TIMER_ABSTIME, &past, NULL));
	show_status(wait_status(child(in_child)));
	SHOW(fcntl(fd, F_SETFL, O_NONBLOCK));
	SHOW(read(fd, &count, sizeof count));
	SHOW(read(fd, &count, 7));
	return 0;
}
