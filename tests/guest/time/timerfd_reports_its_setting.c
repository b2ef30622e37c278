// timerfd_settime(2), timerfd_gettime(2): the setting read back, 0 when disarmed, and what is refused.
#include "behaviour.h"
#include <sys/timerfd.h>
#include <time.h>

int main(void)
{
	int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	struct itimerspec set = {.it_value = {1000, 0}, .it_interval = {5, 6}}, now;
	uint64_t count;
	SHOW(fcntl(fd, F_GETFD));
	SHOW(timerfd_gettime(fd, &now));
	printf("%ld %ld\n", (long)now.it_value.tv_sec, now.it_value.tv_nsec);
	SHOW(timerfd_settime(fd, 0, &set, &now));
	SHOW(timerfd_gettime(fd, &now));
	printf("left %d interval %ld %ld\n", now.it_value.tv_sec > 900, (long)now.it_interval.tv_sec, now.it_interval.tv_nsec);
	set.it_value = (struct timespec){0, 0};
	SHOW(timerfd_settime(fd, 0, &set, &now));
	printf("old %d interval %ld\n", now.it_value.tv_sec > 900, (long)now.it_interval.tv_sec);
	SHOW(timerfd_gettime(fd, &now));
	printf("%ld %ld, %ld %ld\n", (long)now.it_value.tv_sec, now.it_value.tv_nsec, (long)now.it_interval.tv_sec, now.it_interval.tv_nsec);
	SHOW(read(fd, &count, sizeof count));
	SHOW(write(fd, &count, sizeof count));
	set.it_value.tv_nsec = -1;
	SHOW(timerfd_settime(fd, 0, &set, NULL));
	set.it_value.tv_nsec = 5;
	SHOW(timerfd_settime(fd, 8, &set, NULL));
	SHOW(timerfd_settime(1, 0, &set, NULL));
	SHOW(timerfd_gettime(-1, &now));
	return 0;
}
