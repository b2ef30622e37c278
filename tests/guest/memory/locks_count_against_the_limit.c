// needs: root
#include "faults.h"
#include <sys/resource.h>
int main(void)
{
	struct rlimit limit = { 4 * PAGE, 4 * PAGE };
	CHECK(setrlimit(RLIMIT_MEMLOCK, &limit) == 0);
	CHECK(setresuid(1000, 1000, 1000) == 0);
	char *p = anonymous(8 * PAGE);
	SHOW(mlock(p, 3 * PAGE));
	SHOW(mlock(p + PAGE, 3 * PAGE));
	SHOW(mlock(p + 4 * PAGE, 1));
	SHOW(munlock(p, PAGE));
	SHOW(mlock(p + 4 * PAGE, 1));
	SHOW(madvise(p + 4 * PAGE, PAGE, MADV_DONTNEED));
	SHOW(msync(p + 4 * PAGE, PAGE, MS_INVALIDATE));
	SHOW(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_LOCKED, -1, 0) == MAP_FAILED ? -1 : 0);
	SHOW(munmap(p + PAGE, 2 * PAGE));
	SHOW(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_LOCKED, -1, 0) == MAP_FAILED ? -1 : 0);
	SHOW(mlock(p, 8 * PAGE));
	SHOW(mlockall(MCL_CURRENT));
	SHOW(mlockall(0));
	SHOW(mlockall(MCL_ONFAULT));
	SHOW(munlockall());
	SHOW(mlock2(p, PAGE, 7));
	SHOW(mlock2(p, PAGE, MLOCK_ONFAULT));
	SHOW(munlock(p + PAGE, PAGE));
	limit.rlim_cur = 0;
	setrlimit(RLIMIT_MEMLOCK, &limit);
	SHOW(mlock(p, 1));
}
