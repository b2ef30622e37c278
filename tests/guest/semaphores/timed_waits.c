// sem_timedwait(3), sem_clockwait(3): ETIMEDOUT not early, EINVAL for bad nanoseconds only when it would wait, EINTR.
#include "behaviour.h"
#include <semaphore.h>
#include <time.h>

static void nothing(int s) { (void)s; }

int main(void)
{
	sem_t s;
	struct timespec until, after;
	sem_init(&s, 0, 1);
	until = (struct timespec){0, -1};
	SHOW(sem_timedwait(&s, &until));
	SHOW(sem_timedwait(&s, &until));
	until.tv_nsec = 1000000000;
	SHOW(sem_timedwait(&s, &until));
	until = (struct timespec){-1, 0};
	SHOW(sem_timedwait(&s, &until));
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += 1;
	SHOW(sem_timedwait(&s, &until));
	clock_gettime(CLOCK_REALTIME, &after);
	long late = (after.tv_sec - until.tv_sec) * 1000 + (after.tv_nsec - until.tv_nsec) / 1000000;
	printf("in time: %d\n", late >= 0 && late < 200);
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += 100000000;
	if (until.tv_nsec >= 1000000000)
		until.tv_sec++, until.tv_nsec -= 1000000000;
	SHOW(sem_clockwait(&s, CLOCK_MONOTONIC, &until));
	SHOW(sem_clockwait(&s, CLOCK_PROCESS_CPUTIME_ID, &until));
	struct sigaction a = {.sa_handler = nothing};
	sigaction(SIGALRM, &a, NULL);
	alarm(1);
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += 5;
	SHOW(sem_timedwait(&s, &until));
	alarm(1);
	SHOW(sem_wait(&s));
	return 0;
}
