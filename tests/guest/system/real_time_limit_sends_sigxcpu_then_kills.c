// getrlimit(2) RLIMIT_RTTIME: SIGXCPU at the soft limit, which moves on by a second, SIGKILL at the hard one; a blocking call starts
// the count anew, for threads and children of fork alike.
// needs: root
// slow
#include "behaviour.h"
#include <pthread.h>
#include <sched.h>
#include <sys/resource.h>
#include <time.h>

static volatile int count;
static void handler(int n) { count++; }

static void work(double seconds)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	double end = t.tv_sec + t.tv_nsec / 1e9 + seconds;
	do
		clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	while (t.tv_sec + t.tv_nsec / 1e9 < end);
}

static void limit(int policy, rlim_t soft_us, rlim_t hard_us)
{
	struct rlimit l = {soft_us, hard_us};
	struct sched_param p = {.sched_priority = policy ? 5 : 0};
	signal(SIGXCPU, handler);
	CHECK(setrlimit(RLIMIT_RTTIME, &l) == 0);
	CHECK(sched_setscheduler(0, policy, &p) == 0);
}

static int works_on(void)
{
	limit(SCHED_RR, 200000, 800000);
	work(0.3);
	struct rlimit l;
	getrlimit(RLIMIT_RTTIME, &l);
	printf("%d SIGXCPU, soft limit %ld\n", count, (long)l.rlim_cur);
	fflush(stdout);
	work(2);
	return 0;
}

static int sleeps_between(void)
{
	limit(SCHED_FIFO, 300000, 600000);
	for (int i = 0; i < 8; i++) {
		work(0.2);
		usleep(1000);
	}
	printf("slept between: %d SIGXCPU\n", count);
	fflush(stdout);
	return 0;
}

static int yields_between(void)
{
	limit(SCHED_FIFO, 300000, RLIM_INFINITY);
	for (int i = 0; i < 4; i++) {
		work(0.1);
		sched_yield();
	}
	printf("gave way between: %d SIGXCPU\n", count);
	fflush(stdout);
	return 0;
}

static int is_normal(void)
{
	limit(SCHED_OTHER, 100000, 200000);
	work(0.4);
	return count;
}

static void *thread(void *a)
{
	work(0.3);
	return a;
}

static int in_a_thread_of_a_child(void)
{
	limit(SCHED_FIFO, 200000, RLIM_INFINITY);
	pid_t p = fork();
	if (!p) {
		pthread_t t;
		CHECK(pthread_create(&t, NULL, thread, NULL) == 0);
		pthread_join(t, NULL);
		_exit(count);
	}
	int status;
	waitpid(p, &status, 0);
	return 10 * count + WEXITSTATUS(status);
}

int main(void)
{
	show_status(wait_status(child(works_on)));
	show_status(wait_status(child(sleeps_between)));
	show_status(wait_status(child(yields_between)));
	show_status(wait_status(child(is_normal)));
	show_status(wait_status(child(in_a_thread_of_a_child)));
	return 0;
}
