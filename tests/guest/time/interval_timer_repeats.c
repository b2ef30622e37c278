#include "behaviour.h"
#include <sys/time.h>
#include <time.h>

static volatile int count;

static void handler(int number)
{
	count++;
}

int main(void)
{
	struct timespec start, end;
	struct itimerval timer = {{0, 20000}, {0, 30000}}, now;
	signal(SIGALRM, handler);
	clock_gettime(CLOCK_MONOTONIC, &start);
	SHOW(setitimer(ITIMER_REAL, &timer, NULL));
	while (count < 5)
		pause();
	clock_gettime(CLOCK_MONOTONIC, &end);
	long ms = (end.tv_sec - start.tv_sec) * 1000 + (end.tv_nsec - start.tv_nsec) / 1000000;
	printf("five in %s\n", ms >= 109 && ms < 130 ? "110 ms" : "another time");
	SHOW(getitimer(ITIMER_REAL, &now));
	printf("interval %ld us, less left: %d\n", (long)now.it_interval.tv_usec, now.it_value.tv_usec > 0 && now.it_value.tv_usec <= 20000);
	sigset_t set, pending;
	sigemptyset(&set);
	sigaddset(&set, SIGALRM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	int before = count;
	usleep(100000);
	sigpending(&pending);
	printf("pending %d\n", sigismember(&pending, SIGALRM));
	getitimer(ITIMER_REAL, &now);
	printf("waits for delivery: %ld %ld\n", (long)now.it_value.tv_sec, (long)now.it_value.tv_usec);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	printf("%d more\n", count - before);
	getitimer(ITIMER_REAL, &now);
	printf("goes on: %d\n", now.it_value.tv_usec > 0);
	timer = (struct itimerval){{5, 0}, {0, 0}};
	SHOW(setitimer(ITIMER_REAL, &timer, NULL));
	getitimer(ITIMER_REAL, &now);
	printf("%ld %ld\n", (long)now.it_interval.tv_sec, (long)now.it_value.tv_sec);
	return 0;
}
