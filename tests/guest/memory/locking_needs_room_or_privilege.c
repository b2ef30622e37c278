// mlock(2), mlockall(2): EPERM with a limit of 0, ENOMEM above RLIMIT_MEMLOCK, for one without CAP_IPC_LOCK.
// needs: root
#include "behaviour.h"
#include <sys/mman.h>
#include <sys/resource.h>

static rlim_t limit;
static int nobody(void)
{
	struct rlimit r = {limit, limit};
	setrlimit(RLIMIT_MEMLOCK, &r);
	CHECK(setuid(65534) == 0);
	char *p = mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	SHOW(mlock(p, 4096));
	SHOW(mlock(p, 65536));
	SHOW(mlock(p, 0));
	SHOW(mlock(p, -8192L));
	SHOW(munlock(p, 65536));
	SHOW(mlockall(MCL_CURRENT));
	SHOW(mlockall(MCL_FUTURE));
	SHOW((long)mmap(NULL, 65536, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == -1);
	SHOW(munlockall());
	return 0;
}
int main(void)
{
	for (limit = 0; limit <= 16384; limit += 16384)
		show_status(wait_status(child(nobody)));
	return 0;
}
