// A timer on the processor time of a process that has been waited for: ESRCH to set it, nothing left to see.
#include "behaviour.h"
#include <sys/wait.h>
#include <time.h>

int main(void)
{
	clockid_t clock;
	timer_t timer;
	struct itimerspec later = {.it_value.tv_sec = 1}, now;
	pid_t child = fork();
	if (!child) {
		pause();
		_exit(0);
	}
	signal(SIGALRM, SIG_IGN);
	SHOW(clock_getcpuclockid(child, &clock));
	SHOW(timer_create(clock, NULL, &timer));
	SHOW(timer_settime(timer, 0, &later, NULL));
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	SHOW(timer_gettime(timer, &now));
	printf("left %ld %ld\n", (long)now.it_value.tv_sec, now.it_value.tv_nsec);
	SHOW(timer_settime(timer, 0, &later, NULL));
	SHOW(timer_getoverrun(timer));
	SHOW(timer_delete(timer));
	SHOW(timer_create(clock, NULL, &timer));
	return 0;
}
