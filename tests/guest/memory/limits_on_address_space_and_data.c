#include "faults.h"
#include <sys/resource.h>
int main(void)
{
	struct rlimit limit = { 64 << 20, RLIM_INFINITY };
	char *small = anonymous(PAGE);
	CHECK(setrlimit(RLIMIT_AS, &limit) == 0);
	SHOW(mmap(NULL, 128 << 20, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? -1 : 0);
	SHOW(mremap(small, PAGE, 128 << 20, MREMAP_MAYMOVE) == MAP_FAILED ? -1 : 0);
	SHOW(mmap(NULL, 1 << 20, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? -1 : 0);
	limit.rlim_cur = RLIM_INFINITY;
	CHECK(setrlimit(RLIMIT_AS, &limit) == 0);
	limit.rlim_cur = 8 << 20;
	CHECK(setrlimit(RLIMIT_DATA, &limit) == 0);
	SHOW(mmap(NULL, 16 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? -1 : 0);
	SHOW(mmap(NULL, 16 << 20, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? -1 : 0);
	SHOW(mmap(NULL, 16 << 20, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? -1 : 0);
	char *p = mmap(NULL, 16 << 20, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	SHOW(mprotect(p, 16 << 20, PROT_READ | PROT_WRITE));
	SHOW(mprotect(p, 1 << 20, PROT_READ | PROT_WRITE));
}
