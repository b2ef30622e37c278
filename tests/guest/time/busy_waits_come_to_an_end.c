// Programs that wait without sleeping: for the clock by the vDSO, by a system call, for processor time, for a flag that a handler or another
// thread sets, with and without sched_yield.  Each waits for a second.
// slow
#include "behaviour.h"
#include <pthread.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/times.h>
#include <time.h>

static volatile sig_atomic_t flag;
static volatile long count;

static void handler(int number)
{
	(void)number;
	flag = 1;
}

static double seconds(clockid_t clock)
{
	struct timespec now;
	clock_gettime(clock, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

static void *setter(void *unused)
{
	(void)unused;
	sleep(1);
	flag = 1;
	return NULL;
}

#define WAIT(condition, what) \
	do { \
		double begin = seconds(CLOCK_MONOTONIC); \
		flag = 0; \
		alarm(1); \
		while (condition) \
			what; \
		alarm(0); \
		double took = seconds(CLOCK_MONOTONIC) - begin; \
		printf("%s: %s\n", #condition, took > 0.9 ? "seconds" : "less"); \
	} while (0)

int main(void)
{
	signal(SIGALRM, handler);
	double start = seconds(CLOCK_MONOTONIC);
	WAIT(seconds(CLOCK_MONOTONIC) - start < 1, (void)0);
	WAIT(!flag, (void)0);
	WAIT(!flag, count++);
	WAIT(!flag, sched_yield());
	WAIT(!flag, usleep(1));
	WAIT(!flag, getppid());
	WAIT(!flag, waitpid(-1, NULL, WNOHANG));
	WAIT(!flag, kill(getpid(), 0));
	clock_t used = clock();
	WAIT(clock() - used < CLOCKS_PER_SEC, (void)0);

	pthread_t thread;
	flag = 0;
	pthread_create(&thread, NULL, setter, NULL);
	while (!flag)
		;
	pthread_join(thread, NULL);
	puts("the other thread's flag was seen");

	struct tms now, begin;
	times(&begin);
	do
		times(&now);
	while (now.tms_utime + now.tms_stime - begin.tms_utime - begin.tms_stime < sysconf(_SC_CLK_TCK));
	struct rusage usage;
	getrusage(RUSAGE_SELF, &usage);
	long whole = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec;
	do
		getrusage(RUSAGE_SELF, &usage);
	while (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec < whole + 1);
	puts("processor time went on");
	return 0;
}
