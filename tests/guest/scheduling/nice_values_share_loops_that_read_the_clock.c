// slow
// needs: root
// setpriority(2): who is nice gets a small part of the processor and who is favoured a large one, also in loops that only read the clock.
#include "behaviour.h"
#include <sched.h>
#include <sys/resource.h>
#include <time.h>

static double seconds(clockid_t clock)
{
	struct timespec now;
	CHECK(clock_gettime(clock, &now) == 0);
	return now.tv_sec + now.tv_nsec / 1e9;
}

static void share(int first, int second)
{
	int nice[2] = {first, second};
	pid_t children[2];
	clockid_t clocks[2];
	for (int i = 0; i < 2; i++) {
		children[i] = fork();
		if (!children[i]) {
			setpriority(PRIO_PROCESS, 0, nice[i]);
			for (;;)
				seconds(CLOCK_MONOTONIC);
		}
		clock_getcpuclockid(children[i], &clocks[i]);
	}
	while (seconds(clocks[0]) < 0.4)
		usleep(100000);
	double more = seconds(clocks[0]), less = seconds(clocks[1]);
	printf("%d and %d: both ran %d, ten times as much %d\n", first, second, less > 0, more > 10 * less);
	for (int i = 0; i < 2; i++)
		kill(children[i], SIGKILL);
	while (wait(NULL) > 0)
		;
}

int main(void)
{
	cpu_set_t one;
	CPU_ZERO(&one);
	CPU_SET(0, &one);
	sched_setaffinity(0, sizeof one, &one);
	setpriority(PRIO_PROCESS, 0, -20);
	share(0, 19);
	share(-19, 0);
	share(-10, 10);
	return 0;
}
