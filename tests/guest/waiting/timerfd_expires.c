#include "behaviour.h"
#include <poll.h>
#include <sys/timerfd.h>
#include <time.h>

int main(void)
{
	uint64_t v = 0;
	int fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
	struct itimerspec s = { { 0, 0 }, { 0, 30000000 } }, old;
	SHOW(read(fd, &v, 8));
	SHOW(timerfd_settime(fd, 0, &s, &old));
	printf("%ld %ld\n", (long)old.it_value.tv_sec, old.it_value.tv_nsec);
	SHOW(read(fd, &v, 8));
	struct pollfd f = { fd, POLLIN, 0 };
	SHOW(poll(&f, 1, 1000));
	SHOW(read(fd, &v, 4));
	SHOW(read(fd, &v, 8));
	printf("%lu\n", v);
	SHOW(read(fd, &v, 8));
	SHOW(timerfd_gettime(fd, &old));
	printf("%ld %ld\n", (long)old.it_value.tv_sec, old.it_value.tv_nsec);
	s.it_interval.tv_nsec = 20000000;
	s.it_value.tv_nsec = 10000000;
	SHOW(timerfd_settime(fd, 0, &s, NULL));
	usleep(119000);
	SHOW(read(fd, &v, 8));
	SHOW(v >= 5 && v <= 7);
	timerfd_gettime(fd, &old);
	SHOW(old.it_interval.tv_nsec);
	SHOW(old.it_value.tv_nsec > 0 && old.it_value.tv_nsec <= 20000000);
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	s.it_interval.tv_nsec = 0;
	s.it_value = now; /* in the past by the time it is set */
	SHOW(timerfd_settime(fd, TFD_TIMER_ABSTIME, &s, &old));
	SHOW(poll(&f, 1, 1000));
	SHOW(read(fd, &v, 8));
	printf("%lu\n", v);
	s.it_value.tv_sec = s.it_value.tv_nsec = 0;
	SHOW(timerfd_settime(fd, 0, &s, NULL));
	SHOW(poll(&f, 1, 10));
	s.it_value.tv_nsec = 1000000000;
	SHOW(timerfd_settime(fd, 0, &s, NULL));
	SHOW(timerfd_settime(0, 0, &old, NULL));
	SHOW(timerfd_create(77, 0));
	SHOW(timerfd_create(CLOCK_PROCESS_CPUTIME_ID, 0));
	SHOW(timerfd_create(CLOCK_REALTIME, 5));
	int blocking = timerfd_create(CLOCK_REALTIME, 0);
	s.it_value.tv_nsec = 20000000;
	timerfd_settime(blocking, 0, &s, NULL);
	SHOW(read(blocking, &v, 8));
}
