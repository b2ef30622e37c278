// timer_create(2) with the clock that clock_getcpuclockid(3) gives for another process: it expires by that process's work.
#include "behaviour.h"
#include <sys/mman.h>
#include <time.h>

static volatile sig_atomic_t expired;

static void handler(int number)
{
	(void)number;
	expired++;
}

int main(void)
{
	volatile int *stop = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t worker = fork();
	if (worker == 0) {
		while (!*stop)
			;
		_exit(3);
	}
	signal(SIGALRM, handler);
	clockid_t clock;
	CHECK(clock_getcpuclockid(worker, &clock) == 0);
	timer_t timer;
	SHOW(timer_create(clock, NULL, &timer));
	struct itimerspec span = {{0, 0}, {0, 100000000}}, left;
	SHOW(timer_settime(timer, 0, &span, NULL));
	while (!expired)
		usleep(10000);
	struct timespec used;
	clock_gettime(clock, &used);
	printf("worked %s\n", used.tv_sec || used.tv_nsec >= 100000000 ? "enough" : "too little");
	*stop = 1;
	show_status(wait_status(worker));
	SHOW(timer_gettime(timer, &left));
	printf("expired %d, left %ld\n", expired, left.it_value.tv_nsec);
	SHOW(timer_delete(timer));
	return 0;
}
