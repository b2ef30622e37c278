// slow
/* A thread that does nothing but look at a flag works all the same: its clock goes on, and a timer on it runs out, while another
 * thread waits by asking the clock, by calls, or computes. */
#include "behaviour.h"
#include <pthread.h>
#include <sched.h>
#include <time.h>

enum { CLOCK, CALLS, YIELDS, WORK, WAYS };
static const char *const names[] = {"the clock", "calls", "yields", "work"};
static volatile int stop;
static volatile sig_atomic_t expired;
static void on_expiry(int signal)
{
	expired = signal;
}
static void *turn(void *a)
{
	while (!stop)
		;
	return a;
}
static double seconds(clockid_t clock)
{
	struct timespec t;
	clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}
static void a_little(int way)
{
	struct timespec t;
	if (way == CALLS)
		syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &t);
	else if (way == YIELDS)
		sched_yield();
	else if (way == WORK)
		for (volatile int i = 0; i < 1000; i++)
			;
}
int main(void)
{
	signal(SIGALRM, on_expiry);
	for (int way = 0; way < WAYS; way++) {
		pthread_t t;
		clockid_t its;
		timer_t timer;
		struct itimerspec in = {.it_value.tv_nsec = 30000000};
		stop = expired = 0;
		CHECK(pthread_create(&t, NULL, turn, NULL) == 0);
		CHECK(pthread_getcpuclockid(t, &its) == 0);
		CHECK(timer_create(its, NULL, &timer) == 0);
		CHECK(timer_settime(timer, 0, &in, NULL) == 0);
		double end = seconds(CLOCK_MONOTONIC) + 20;
		while (!expired && seconds(CLOCK_MONOTONIC) < end)
			a_little(way);
		printf("beside %s: expired %d, worked %d\n", names[way], expired, seconds(its) >= 0.03);
		while (seconds(its) < 0.05 && seconds(CLOCK_MONOTONIC) < end)
			a_little(way);
		printf("goes on %d\n", seconds(its) >= 0.05);
		stop = 1;
		CHECK(pthread_join(t, NULL) == 0);
		CHECK(timer_delete(timer) == 0);
	}
	return 0;
}
