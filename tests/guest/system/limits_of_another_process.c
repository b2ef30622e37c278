/* prlimit(2) reads and sets the limits of a child that waits; the child sees them. */
#include "behaviour.h"
#include <sys/resource.h>

static int go[2];

static int waiting(void)
{
	struct rlimit limit;
	await(go);
	CHECK(getrlimit(RLIMIT_NOFILE, &limit) == 0);
	printf("child: %lu %lu\n", (unsigned long)limit.rlim_cur, (unsigned long)limit.rlim_max);
	SHOW(dup2(0, 19));
	SHOW(dup2(0, 20));
	SHOW(close(19));
	return 0;
}

int main(void)
{
	struct rlimit limit = {20, 50}, old;
	make_pipe(go);
	pid_t pid = child(waiting);
	SHOW(prlimit(pid, RLIMIT_NOFILE, &limit, NULL));
	limit.rlim_cur = 51;
	SHOW(prlimit(pid, RLIMIT_NOFILE, &limit, &old));
	SHOW(prlimit(pid, RLIMIT_NOFILE, NULL, &old));
	printf("parent: %lu %lu\n", (unsigned long)old.rlim_cur, (unsigned long)old.rlim_max);
	SHOW(prlimit(pid, RLIMIT_NLIMITS, NULL, &old));
	SHOW(prlimit(pid, -1, NULL, &old));
	SHOW(prlimit(1 << 30, RLIMIT_NOFILE, NULL, &old));
	SHOW(prlimit(-1, RLIMIT_NOFILE, NULL, &old));
	SHOW(prlimit(pid, RLIMIT_NOFILE, NULL, NULL));
	fflush(stdout);
	tell(go);
	show_status(wait_status(pid));
	SHOW(prlimit(pid, RLIMIT_NOFILE, NULL, &old));
	CHECK(getrlimit(RLIMIT_NOFILE, &old) == 0);
	printf("the parent's own are as before: %d\n", old.rlim_cur != 20);
	return 0;
}
