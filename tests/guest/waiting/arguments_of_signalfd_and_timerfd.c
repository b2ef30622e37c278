// slow
/* signalfd(2), timerfd_create(2), timerfd_settime(2): flags, clocks, sizes and times that are refused. */
#include "behaviour.h"
#include <sys/signalfd.h>
#include <sys/timerfd.h>

int main(void)
{
	sigset_t set;
	sigemptyset(&set), sigaddset(&set, SIGUSR1);
	char b[200];
	SHOW(signalfd(-1, &set, O_APPEND));
	SHOW(syscall(SYS_signalfd4, -1, &set, 4, 0));
	SHOW(signalfd(0, &set, 0));
	SHOW(signalfd(99, &set, 0));
	int s = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	SHOW(signalfd(s, &set, 0) == s);
	SHOW(read(s, b, 127));
	SHOW(read(s, b, 128));
	SHOW(write(s, b, 128));
	SHOW(timerfd_create(99, 0));
	SHOW(timerfd_create(CLOCK_PROCESS_CPUTIME_ID, 0));
	SHOW(timerfd_create(CLOCK_MONOTONIC, O_APPEND));
	int t = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
	struct itimerspec bad = {{0, 0}, {0, 1000000000}}, negative = {{0, 0}, {-1, 0}}, off = {{5, 0}, {0, 0}};
	SHOW(timerfd_settime(t, 0, &bad, NULL));
	SHOW(timerfd_settime(t, 0, &negative, NULL));
	SHOW(timerfd_settime(t, 64, &off, NULL));
	SHOW(timerfd_settime(s, 0, &off, NULL));
	SHOW(timerfd_settime(t, 0, &off, &bad));
	SHOW(timerfd_gettime(t, &bad));
	printf("%ld %ld\n", (long)bad.it_interval.tv_sec, (long)bad.it_value.tv_sec);
	SHOW(timerfd_gettime(0, &bad));
	SHOW(read(t, b, 7));
	SHOW(read(t, b, 8));
	SHOW(write(t, b, 8));
	return 0;
}
