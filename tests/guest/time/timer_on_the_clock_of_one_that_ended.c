/* A timer on the processor clock of a thread or a process that has ended meanwhile: it cannot be set, nor disarmed, ESRCH; it shows
 * nothing, does not expire, and can be deleted. */
#include "behaviour.h"
#include <pthread.h>
#include <time.h>

static volatile int stop;

static void *spin(void *unused)
{
	while (!stop)
		;
	return unused;
}

static int spin_for_ever(void)
{
	while (!stop)
		;
	return 0;
}

static volatile sig_atomic_t expired;

static void count(int signal) { expired += signal > 0; }

static timer_t timer_on(clockid_t clock)
{
	struct itimerspec setting = {{0, 100000000}, {0, 50000000}};
	struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
	timer_t timer;
	SHOW(timer_create(clock, &event, &timer));
	SHOW(timer_settime(timer, 0, &setting, NULL));
	for (expired = 0; !expired;)
		usleep(1000);
	return timer;
}

static void show(timer_t timer)
{
	struct itimerspec setting = {{0, 100000000}, {1, 0}}, nothing = {{0, 0}, {0, 0}}, shown = {{7, 7}, {7, 7}};
	SHOW(timer_gettime(timer, &shown));
	printf("%ld.%ld, each %ld.%ld\n", (long)shown.it_value.tv_sec, shown.it_value.tv_nsec, (long)shown.it_interval.tv_sec, shown.it_interval.tv_nsec);
	SHOW(timer_settime(timer, 0, &setting, &shown));
	SHOW(timer_settime(timer, TIMER_ABSTIME, &setting, NULL));
	SHOW(timer_settime(timer, 0, &nothing, NULL));
	SHOW(timer_getoverrun(timer) >= 0);
	SHOW(timer_delete(timer));
}

int main(void)
{
	pthread_t thread;
	clockid_t clock;
	CHECK(signal(SIGUSR1, count) != SIG_ERR);
	CHECK(pthread_create(&thread, NULL, spin, NULL) == 0 && pthread_getcpuclockid(thread, &clock) == 0);
	timer_t of_the_thread = timer_on(clock);
	stop = 1;
	CHECK(pthread_join(thread, NULL) == 0);
	usleep(50000); // until it is gone for good
	show(of_the_thread);
	stop = 0;
	pid_t pid = child(spin_for_ever);
	CHECK(clock_getcpuclockid(pid, &clock) == 0);
	timer_t of_the_process = timer_on(clock);
	CHECK(kill(pid, SIGKILL) == 0 && waitpid(pid, NULL, 0) == pid);
	show(of_the_process);
	return 0;
}
