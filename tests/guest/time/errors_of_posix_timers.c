#include "behaviour.h"
#include <time.h>

int main(void)
{
	int timer, other;
	struct {
		long value;
		int signo, notify, tid;
		int rest[12];
	} event = {1, SIGUSR1, SIGEV_SIGNAL, 0};
	int clocks[] = {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID, CLOCK_MONOTONIC_RAW, CLOCK_REALTIME_COARSE,
			CLOCK_MONOTONIC_COARSE, CLOCK_BOOTTIME, CLOCK_TAI, 10, 12, 55};
	for (int i = 0; i < 12; i++) {
		SHOW(syscall(SYS_timer_create, clocks[i], &event, &timer));
		printf("clock %d\n", clocks[i]);
	}
	SHOW(syscall(SYS_timer_create, CLOCK_REALTIME, &event, (void *)8));
	SHOW(syscall(SYS_timer_create, CLOCK_REALTIME, (void *)8, &timer));
	event.signo = 65;
	SHOW(syscall(SYS_timer_create, CLOCK_REALTIME, &event, &timer));
	event.signo = 0;
	SHOW(syscall(SYS_timer_create, CLOCK_REALTIME, &event, &timer));
	event.notify = SIGEV_NONE;
	SHOW(syscall(SYS_timer_create, CLOCK_REALTIME, &event, &timer));
	event.notify = 3;
	SHOW(syscall(SYS_timer_create, CLOCK_REALTIME, &event, &timer));
	event.signo = SIGUSR1;
	event.notify = SIGEV_THREAD_ID;
	event.tid = gettid();
	SHOW(syscall(SYS_timer_create, CLOCK_REALTIME, &event, &other) >= 0);
	event.tid = 1;
	SHOW(syscall(SYS_timer_create, CLOCK_REALTIME, &event, &other));
	struct itimerspec value = {{0, 0}, {0, 1000000000}};
	SHOW(syscall(SYS_timer_settime, timer, 0, &value, NULL));
	value.it_value = (struct timespec){-1, 0};
	SHOW(syscall(SYS_timer_settime, timer, 0, &value, NULL));
	value.it_value = (struct timespec){1, 0};
	SHOW(syscall(SYS_timer_settime, timer, 0, NULL, NULL));
	SHOW(syscall(SYS_timer_settime, timer, 0, (void *)8, NULL));
	SHOW(syscall(SYS_timer_settime, 999, 0, &value, NULL));
	SHOW(syscall(SYS_timer_settime, -1, 0, &value, NULL));
	SHOW(syscall(SYS_timer_settime, timer, 0, &value, (void *)8));
	SHOW(syscall(SYS_timer_gettime, timer, (void *)8));
	SHOW(syscall(SYS_timer_gettime, 999, &value));
	SHOW(syscall(SYS_timer_getoverrun, 999));
	SHOW(syscall(SYS_timer_getoverrun, timer));
	return 0;
}
