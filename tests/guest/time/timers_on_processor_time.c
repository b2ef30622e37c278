#include "behaviour.h"
#include <sys/resource.h>
#include <sys/time.h>
#include <time.h>

static volatile int virtual_, prof;

static void handler(int number)
{
	if (number == SIGVTALRM)
		virtual_++;
	else
		prof++;
}

int main(void)
{
	struct itimerval timer = {{0, 20000}, {0, 20000}}, old;
	signal(SIGVTALRM, handler);
	signal(SIGPROF, handler);
	setitimer(ITIMER_VIRTUAL, &timer, NULL);
	setitimer(ITIMER_PROF, &timer, NULL);
	usleep(100000);
	printf("asleep: %d %d\n", virtual_, prof);
	while (virtual_ < 3 || prof < 3)
		;
	puts("busy: three each");
	struct itimerval none = {{0, 0}, {0, 0}};
	SHOW(setitimer(ITIMER_VIRTUAL, &none, &old));
	printf("interval %ld, value %d\n", (long)old.it_interval.tv_usec, old.it_value.tv_usec > 0);
	SHOW(setitimer(ITIMER_PROF, &none, NULL));
	struct timespec process, thread;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &process);
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &thread);
	printf("%d\n", process.tv_nsec >= 55000000 && thread.tv_nsec >= 55000000);
	struct rusage usage;
	getrusage(RUSAGE_SELF, &usage);
	printf("%d\n", usage.ru_utime.tv_usec + usage.ru_stime.tv_usec >= 55000);
	return 0;
}
