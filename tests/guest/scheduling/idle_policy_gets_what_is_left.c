// sched(7): SCHED_IDLE is "lower even than a +19 nice value": beside a process that computes it gets next to nothing, alone it gets all.
// needs: root
// slow
#include "behaviour.h"
#include <sched.h>
#include <time.h>

static pid_t spinner(int policy)
{
	pid_t p = fork();
	if (!p) {
		struct sched_param none = {0};
		CHECK(sched_setscheduler(0, policy, &none) == 0);
		for (volatile unsigned long turns = 0;; turns++)
			;
	}
	CHECK(p > 0);
	return p;
}

static double used(pid_t p)
{
	clockid_t clock;
	struct timespec t;
	CHECK(clock_getcpuclockid(p, &clock) == 0 && clock_gettime(clock, &t) == 0);
	return t.tv_sec + t.tv_nsec / 1e9;
}

int main(void)
{
	cpu_set_t one;
	CPU_ZERO(&one);
	CPU_SET(0, &one);
	CHECK(sched_setaffinity(0, sizeof one, &one) == 0);
	pid_t normal = spinner(SCHED_OTHER), idle = spinner(SCHED_IDLE);
	usleep(1000000);
	double of_normal = used(normal), of_idle = used(idle);
	printf("the normal one has much more %d\n", of_normal > 20 * of_idle);
	kill(normal, SIGKILL);
	wait_status(normal);
	usleep(500000);
	printf("alone the idle one goes on %d\n", used(idle) > of_idle + 0.02);
	kill(idle, SIGKILL);
	show_status(wait_status(idle));
	return 0;
}
