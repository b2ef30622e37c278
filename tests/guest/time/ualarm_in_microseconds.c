// ualarm(3): repeated at its interval; a second or more is EINVAL and leaves nothing armed.
#include "behaviour.h"
#include <sys/time.h>
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

static volatile int count;
static void handler(int s) { (void)s; count++; }

int main(void)
{
	sigset_t block, none;
	struct itimerval now;
	sigemptyset(&none), sigemptyset(&block);
	sigaddset(&block, SIGALRM);
	sigprocmask(SIG_BLOCK, &block, NULL);
	signal(SIGALRM, handler);
	SHOW(ualarm(2000, 2000));
	while (count < 3)
		CHECK(sigsuspend(&none) == -1);
	CHECK(getitimer(ITIMER_REAL, &now) == 0);
	SHOW(now.it_interval.tv_usec);
	ualarm(0, 0);
	SHOW(ualarm(0, 0));
	SHOW(ualarm(1000000, 0));
	SHOW(alarm(0));
	return 0;
}
