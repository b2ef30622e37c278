// getrusage(2): EINVAL for a wrong `who`; without children theirs is all 0; the largest size is in kilobytes and never 0.
#include "behaviour.h"
#include <sys/resource.h>

static int leave(void) { return 0; }

int main(void)
{
	struct rusage use;
	for (int who = -3; who <= 3; who++) {
		errno = 0;
		int result = getrusage(who, &use);
		printf("%d: %d %s\n", who, result, result ? strerrorname_np(errno) : "");
	}
	SHOW(getrusage(RUSAGE_CHILDREN, &use));
	printf("%ld %ld %ld %ld\n", (long)use.ru_utime.tv_sec, (long)use.ru_utime.tv_usec, use.ru_maxrss, use.ru_minflt);
	SHOW(getrusage(RUSAGE_SELF, &use));
	printf("size %d faults %d in range %d\n", use.ru_maxrss > 10, use.ru_minflt > 0, use.ru_utime.tv_usec < 1000000);
	CHECK(wait_status(child(leave)) == 0);
	SHOW(getrusage(RUSAGE_CHILDREN, &use));
	printf("size of the child %d\n", use.ru_maxrss > 100);
	SHOW(getrusage(RUSAGE_THREAD, &use));
	return 0;
}
