// needs: root
// mlock fails where the pages cannot be brought in; lengths that cannot be rounded up are 0; a heap under MCL_FUTURE keeps to the limit.
#include "faults.h"
#include <sys/resource.h>
static int heap(void)
{
	CHECK(setgid(65534) == 0 && setuid(65534) == 0);
	struct rlimit l = { 64 * PAGE, 64 * PAGE };
	CHECK(setrlimit(RLIMIT_MEMLOCK, &l) == 0);
	munlockall();
	SHOW(mlockall(MCL_FUTURE));
	printf("brk: %d\n", sbrk(100 * PAGE) == (void *)-1);
	SHOW(munlockall());
	printf("brk: %d\n", sbrk(100 * PAGE) == (void *)-1);
	return 0;
}
int main(void)
{
	int fd = file_of("f", PAGE);
	char *p = mmap(NULL, 3 * PAGE, PROT_READ, MAP_SHARED, fd, 0);
	SHOW(mlock(p, PAGE));
	SHOW(mlock(p, 2 * PAGE));
	SHOW(mlock(p, 3 * PAGE));
	SHOW(mlock2(p, 3 * PAGE, MLOCK_ONFAULT));
	char *q = mmap(NULL, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	SHOW(mlock(q, PAGE));
	SHOW(munlock(q, PAGE));
	SHOW(mlock(q, -1));
	SHOW(munlock(q, -1));
	SHOW(mlock((void *)-4096, 1));
	SHOW(msync(q, -1, MS_SYNC));
	SHOW(msync((void *)-4096, 1, MS_SYNC));
	wait_status(child(heap));
}
