// RLIMIT_SIGPENDING: each timer has room for one signal, whatever its notification; no more timers than that, and a deleted one leaves its room.
#include "behaviour.h"
#include <sys/resource.h>
#include <time.h>

static int create_all(timer_t *timers, int notify)
{
	struct sigevent event = {.sigev_notify = notify, .sigev_signo = SIGRTMIN};
	int count = 0;
	errno = 0;
	while (count < 100 && timer_create(CLOCK_MONOTONIC, &event, timers + count) == 0)
		count++;
	printf("errno %d\n", errno);
	return count;
}

int main(void)
{
	timer_t timers[100];
	struct rlimit limit = {20, 20};
	setrlimit(RLIMIT_SIGPENDING, &limit);
	int first = create_all(timers, SIGEV_SIGNAL);
	printf("some %d\n", first > 0 && first <= 20);
	union sigval value = {.sival_int = 1};
	sigset_t set;
	sigfillset(&set);
	sigprocmask(SIG_BLOCK, &set, NULL);
	SHOW(sigqueue(getpid(), SIGRTMIN + 1, value));
	for (int i = 0; i < first; i++)
		timer_delete(timers[i]);
	SHOW(sigqueue(getpid(), SIGRTMIN + 1, value));
	printf("one less %d\n", create_all(timers, SIGEV_NONE) == first - 1);
	return 0;
}
