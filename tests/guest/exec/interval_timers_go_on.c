// execve(2), setitimer(2): interval timers of each kind are preserved, and the signals they queued stay pending.
#include "again.h"
#include <sys/time.h>

static int kinds[] = {ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF};

int main(int argc, char **argv)
{
	sigset_t set;
	if (again(argc, argv, "after")) {
		for (int i = 0; i < 3; i++) {
			struct itimerval v;
			getitimer(kinds[i], &v);
			printf("%d: value %d interval %ld\n", i, v.it_value.tv_sec > 1000, (long)v.it_interval.tv_sec);
		}
		sigpending(&set);
		printf("pending ALRM %d\n", sigismember(&set, SIGALRM));
		printf("alarm left %d\n", alarm(0) > 1000);
		return 0;
	}
	sigemptyset(&set), sigaddset(&set, SIGALRM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	struct itimerval soon = {{0, 0}, {0, 1}};
	setitimer(ITIMER_REAL, &soon, NULL);
	int got;
	CHECK(sigwait(&set, &got) == 0);
	printf("%s\n", signal_name(got));
	raise(SIGALRM);
	for (int i = 0; i < 3; i++) {
		struct itimerval v = {{60 + i, 0}, {5000, 0}};
		SHOW(setitimer(kinds[i], &v, NULL));
	}
	fflush(stdout);
	execl("/proc/self/exe", "self", "after", (char *)NULL);
	return 98;
}
