#include "behaviour.h"
#include <pthread.h>
#include <time.h>

static volatile int count, wrong;
static int wanted;

static void handler(int number)
{
	count++;
	wrong += gettid() != wanted;
}

static void *other(void *argument)
{
	timer_t timer;
	wanted = gettid();
	struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGUSR1};
	((int *)&event)[4] = gettid();
	struct itimerspec every = {{0, 10000000}, {0, 10000000}};
	CHECK(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0);
	timer_settime(timer, 0, &every, NULL);
	while (count < 5)
		pause();
	timer_delete(timer);
	printf("to the thread: %d wrong\n", wrong);
	event.sigev_notify = SIGEV_SIGNAL;
	count = 0;
	CHECK(timer_create(CLOCK_THREAD_CPUTIME_ID, &event, &timer) == 0);
	timer_settime(timer, 0, &every, NULL);
	usleep(50000);
	printf("asleep %d\n", count);
	while (count < 3)
		;
	timer_delete(timer);
	puts("busy three");
	return NULL;
}

int main(void)
{
	pthread_t thread;
	struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
	sigaction(SIGUSR1, &action, NULL);
	pthread_create(&thread, NULL, other, NULL);
	pthread_join(thread, NULL);
	clockid_t clock;
	struct timespec time;
	SHOW(clock_getcpuclockid(0, &clock));
	SHOW(clock_gettime(clock, &time));
	printf("%d\n", time.tv_nsec > 30000000);
	SHOW(clock_getcpuclockid(999999, &clock));
	return 0;
}
