#include "behaviour.h"
#include <sys/time.h>
#include <time.h>

int main(void)
{
	struct timespec time, bad[] = {{0, -1}, {0, 1000000000}, {-1, 0}, {0, 0}};
	SHOW(syscall(SYS_clock_gettime, 10, &time));
	SHOW(syscall(SYS_clock_gettime, 12, &time));
	SHOW(syscall(SYS_clock_gettime, 16, &time));
	SHOW(syscall(SYS_clock_gettime, 0, (void *)8));
	SHOW(syscall(SYS_clock_getres, 99, &time));
	SHOW(syscall(SYS_clock_getres, 0, NULL));
	SHOW(syscall(SYS_gettimeofday, NULL, NULL));
	SHOW(syscall(SYS_gettimeofday, (void *)8, NULL));
	SHOW(syscall(SYS_time, (void *)8));
	for (int i = 0; i < 4; i++) {
		SHOW(syscall(SYS_nanosleep, &bad[i], NULL));
		SHOW(syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, &bad[i], NULL));
		SHOW(syscall(SYS_clock_nanosleep, CLOCK_REALTIME, TIMER_ABSTIME, &bad[i], NULL));
	}
	SHOW(syscall(SYS_nanosleep, (void *)8, NULL));
	time = (struct timespec){0, 1};
	int clocks[] = {CLOCK_MONOTONIC_RAW, CLOCK_REALTIME_COARSE, CLOCK_MONOTONIC_COARSE, CLOCK_THREAD_CPUTIME_ID, 10, 12, 77, CLOCK_BOOTTIME, CLOCK_TAI};
	for (int i = 0; i < 9; i++)
		SHOW(syscall(SYS_clock_nanosleep, clocks[i], 0, &time, NULL));
	SHOW(syscall(SYS_clock_settime, CLOCK_MONOTONIC, &time));
	SHOW(syscall(SYS_clock_settime, CLOCK_BOOTTIME, &time));
	SHOW(syscall(SYS_clock_settime, CLOCK_REALTIME, &bad[1]));
	SHOW(syscall(SYS_clock_settime, CLOCK_REALTIME, &bad[2]));
	SHOW(syscall(SYS_clock_settime, CLOCK_REALTIME, &bad[3]));
	SHOW(syscall(SYS_clock_settime, 10, &bad[3]));
	SHOW(syscall(SYS_clock_settime, CLOCK_PROCESS_CPUTIME_ID, &time));
	SHOW(syscall(SYS_clock_settime, CLOCK_REALTIME, (void *)8));
	return 0;
}
