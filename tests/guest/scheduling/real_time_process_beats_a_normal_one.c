// sched(7): while a real-time process runs, one of SCHED_OTHER on the same processor does not.
// needs: root
#include "behaviour.h"
#include <sched.h>
#include <sys/mman.h>
#include <time.h>

static volatile int *count;
static int work(void)
{
	for (;;)
		++*count;
}

int main(void)
{
	cpu_set_t one;
	CPU_ZERO(&one);
	CPU_SET(0, &one);
	CHECK(sched_setaffinity(0, sizeof one, &one) == 0);
	count = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct sched_param p = {.sched_priority = 50};
	CHECK(sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, &p) == 0);
	pid_t c = child(work);
	printf("child's policy %d\n", sched_getscheduler(c));
	struct timespec a, b;
	clock_gettime(CLOCK_MONOTONIC, &a);
	do
		clock_gettime(CLOCK_MONOTONIC, &b);
	while ((b.tv_sec - a.tv_sec) * 1000 + (b.tv_nsec - a.tv_nsec) / 1000000 < 30);
	printf("the child has run: %d\n", *count > 0);
	usleep(100000);
	printf("the child has run: %d\n", *count > 0);
	kill(c, SIGKILL);
	show_status(wait_status(c));
	return 0;
}
