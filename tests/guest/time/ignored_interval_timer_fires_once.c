#include "behaviour.h"
#include <sys/time.h>

static void handler(int number)
{
	puts("handler");
}

int main(void)
{
	struct itimerval timer = {{0, 10000}, {0, 10000}}, now;
	signal(SIGALRM, SIG_IGN);
	SHOW(setitimer(ITIMER_REAL, &timer, NULL));
	usleep(50000);
	SHOW(getitimer(ITIMER_REAL, &now));
	printf("%ld %ld, interval %ld\n", (long)now.it_value.tv_sec, (long)now.it_value.tv_usec, (long)now.it_interval.tv_usec);
	signal(SIGALRM, handler);
	SHOW(usleep(50000));
	return 0;
}
