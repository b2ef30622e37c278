// slow
/* ITIMER_PROF, ITIMER_VIRTUAL, a POSIX timer on the process's processor time and RLIMIT_CPU signal the process: the thread
 * whose time it was takes the signal, not the first one, which sleeps; unless it blocks it. */
#include "behaviour.h"
#include <pthread.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <time.h>

static pthread_t worker;
static volatile sig_atomic_t by_worker, by_others, goes_on;
static void on_signal(int signal)
{
	(void)signal;
	if (pthread_equal(pthread_self(), worker))
		by_worker++;
	else
		by_others++;
}
static void *work(void *blocks)
{
	sigset_t all;
	sigfillset(&all);
	worker = pthread_self();
	pthread_sigmask(blocks ? SIG_BLOCK : SIG_UNBLOCK, &all, NULL);
	for (volatile long n = 0; goes_on && by_worker < 3 && by_others < 3; n++)
		;
	return NULL;
}
static void measure(const char *name, void *blocks)
{
	sigset_t all, before;
	sigfillset(&all);
	by_worker = by_others = 0;
	goes_on = 1;
	CHECK(pthread_sigmask(SIG_BLOCK, &all, &before) == 0);
	CHECK(pthread_create(&worker, NULL, work, blocks) == 0);
	CHECK(pthread_sigmask(SIG_SETMASK, &before, NULL) == 0);
	pthread_join(worker, NULL);
	printf("%s: %s\n", name, by_worker && by_others ? "both" : by_worker ? "who worked" : "the other");
}
int main(void)
{
	struct itimerval every = {{0, 10000}, {0, 10000}}, never = {{0, 0}, {0, 0}};
	struct itimerspec often = {{0, 10000000}, {0, 10000000}};
	struct rlimit limit = {1, 100};
	timer_t timer;
	signal(SIGPROF, on_signal);
	signal(SIGVTALRM, on_signal);
	signal(SIGALRM, on_signal);
	signal(SIGXCPU, on_signal);
	setitimer(ITIMER_PROF, &every, NULL);
	measure("ITIMER_PROF", NULL);
	measure("ITIMER_PROF, blocked", &timer);
	setitimer(ITIMER_PROF, &never, NULL);
	setitimer(ITIMER_VIRTUAL, &every, NULL);
	measure("ITIMER_VIRTUAL", NULL);
	setitimer(ITIMER_VIRTUAL, &never, NULL);
	CHECK(timer_create(CLOCK_PROCESS_CPUTIME_ID, NULL, &timer) == 0);
	CHECK(timer_settime(timer, 0, &often, NULL) == 0);
	measure("POSIX timer", NULL);
	CHECK(timer_delete(timer) == 0);
	CHECK(setrlimit(RLIMIT_CPU, &limit) == 0);
	measure("RLIMIT_CPU", NULL);
	return 0;
}
