// sleep(3), usleep(3), nanosleep(2), clock_nanosleep(2), pause(2): a handler ends each, also with SA_RESTART; what is left is told.
#include "behaviour.h"
#include <sys/time.h>
#include <time.h>

static void handler(int s) { (void)s; }

int main(void)
{
	struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
	struct itimerval often = {{0, 3000}, {0, 3000}}, never = {0};
	struct timespec want = {1000, 0}, left = {0, 0}, until;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += 1000;
	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &often, NULL); // it comes again, so no call can miss it
	printf("sleep: most is left %d\n", sleep(1000) > 900);
	SHOW(nanosleep(&want, &left));
	printf("left %d\n", left.tv_sec > 900 && left.tv_sec < 1000);
	left = (struct timespec){0, 0};
	printf("%s", strerrorname_np(clock_nanosleep(CLOCK_MONOTONIC, 0, &want, &left)));
	printf(" left %d\n", left.tv_sec > 900 && left.tv_sec < 1000);
	left = (struct timespec){7, 8};
	printf("%s", strerrorname_np(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, &left)));
	printf(" left %ld %ld\n", (long)left.tv_sec, left.tv_nsec);
	SHOW(pause());
	SHOW(usleep(900000000));
	setitimer(ITIMER_REAL, &never, NULL);
	return 0;
}
