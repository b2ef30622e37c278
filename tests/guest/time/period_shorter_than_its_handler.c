// A timer that expires again and again while its handler runs: the program itself gets on nevertheless, and what was missed are overruns.
// needs: x86-64
#include "behaviour.h"
#include <time.h>

static volatile int count;
static void handler(int s) { (void)s; count++; }

int main(void)
{
	timer_t timer;
	struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
	struct itimerspec shortest = {{0, 1700}, {0, 1700}}, off = {0};
	signal(SIGUSR1, handler);
	timer_create(CLOCK_MONOTONIC, &event, &timer);
	timer_settime(timer, 0, &shortest, NULL);
	while (count < 3)
		;
	timer_settime(timer, 0, &off, NULL);
	printf("came back\n");
	return 0;
}
