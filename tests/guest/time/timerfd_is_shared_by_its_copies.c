// timerfd_create(2): dup(2) and fork(2) give the same timer: one disarms it for all, and an expiration is read once.
#include "behaviour.h"
#include <poll.h>
#include <sys/timerfd.h>
#include <time.h>

static int fd;

static int disarms(void)
{
	struct itimerspec none = {0}, old;
	SHOW(timerfd_settime(fd, 0, &none, &old));
	printf("was armed %d\n", old.it_value.tv_sec > 900);
	return 0;
}

int main(void)
{
	uint64_t count = 0;
	struct itimerspec set = {.it_value = {0, 1}}, now;
	fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
	int copy = dup(fd);
	CHECK(timerfd_settime(fd, 0, &set, NULL) == 0);
	struct pollfd both[] = {{fd, POLLIN, 0}, {copy, POLLIN, 0}};
	CHECK(poll(both, 1, -1) == 1);
	SHOW(poll(both, 2, 0));
	SHOW(read(copy, &count, sizeof count));
	SHOW(count);
	SHOW(read(fd, &count, sizeof count));
	SHOW(poll(both, 2, 0));
	set.it_value.tv_sec = 1000;
	CHECK(timerfd_settime(copy, 0, &set, NULL) == 0);
	show_status(wait_status(child(disarms)));
	SHOW(timerfd_gettime(fd, &now));
	printf("armed %d\n", now.it_value.tv_sec > 0);
	return 0;
}
