/* CLOCK_TAI with an offset from CLOCK_REALTIME: timers and sleepers until a date on it, and what a change of the offset does to them.
 * Inside only: the offset is the whole host's. */
#include "behaviour.h"
#include <pthread.h>
#include <sys/timex.h>
#include <time.h>

static long seconds(struct timespec t)
{
	return t.tv_sec + (t.tv_nsec >= 500000000);
}

static struct timespec now(clockid_t clock)
{
	struct timespec t;
	CHECK(clock_gettime(clock, &t) == 0);
	return t;
}

static void offset(int wanted)
{
	struct timex t = {.modes = ADJ_TAI, .constant = wanted};
	CHECK(adjtimex(&t) >= 0 && t.tai == wanted);
}

static long left(timer_t timer)
{
	struct itimerspec value;
	CHECK(timer_gettime(timer, &value) == 0);
	return seconds(value.it_value);
}

static void *sleeps(void *until)
{
	return (void *)(long)clock_nanosleep(CLOCK_TAI, TIMER_ABSTIME, until, NULL);
}

int main(void)
{
	timer_t tai, real;
	struct sigevent none = {.sigev_notify = SIGEV_NONE}, usr1 = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
	offset(37);
	struct timespec t = now(CLOCK_TAI);
	struct timespec r = now(CLOCK_REALTIME);
	printf("ahead by %lld\n", ((t.tv_sec - r.tv_sec) * 1000000000LL + t.tv_nsec - r.tv_nsec + 500000000) / 1000000000);
	CHECK(timer_create(CLOCK_TAI, &none, &tai) == 0 && timer_create(CLOCK_REALTIME, &none, &real) == 0);
	struct itimerspec value = {.it_value = {t.tv_sec + 100, t.tv_nsec}};
	SHOW(timer_settime(tai, TIMER_ABSTIME, &value, NULL));
	SHOW(timer_settime(real, TIMER_ABSTIME, &value, NULL));
	printf("left %ld and %ld\n", left(tai), left(real));
	value.it_value.tv_sec = 50;
	SHOW(timer_settime(real, 0, &value, NULL));
	value.it_value = t;
	SHOW(timer_settime(tai, TIMER_ABSTIME, &value, NULL));
	printf("left %ld\n", left(tai));
	t.tv_sec += 30;
	value.it_value = t;
	timer_t rings;
	CHECK(timer_create(CLOCK_TAI, &usr1, &rings) == 0 && timer_delete(tai) == 0);
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	SHOW(timer_settime(rings, TIMER_ABSTIME, &value, NULL));
	printf("left %ld\n", left(rings));
	pthread_t sleeper;
	CHECK(pthread_create(&sleeper, NULL, sleeps, &t) == 0);
	usleep(20000);
	offset(47);
	printf("left %ld\n", left(rings));
	offset(67);
	printf("signal %d\n", sigwaitinfo(&set, NULL) == SIGUSR1);
	void *result;
	pthread_join(sleeper, &result);
	printf("slept: %ld\n", (long)result);
	return 0;
}
