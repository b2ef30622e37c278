// slow
/* msync(2), madvise(2): unaligned addresses, flags that do not go together, holes, and lengths of 0. */
#include "behaviour.h"
#include <sys/mman.h>

#define P 4096

int main(void)
{
	char *a = mmap(NULL, 4 * P, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	CHECK(munmap(a + 2 * P, P) == 0);
	SHOW(msync(a, P, MS_SYNC));
	SHOW(msync(a, P, MS_ASYNC | MS_INVALIDATE));
	SHOW(msync(a, P, MS_SYNC | MS_ASYNC));
	SHOW(msync(a, P, 8));
	SHOW(msync(a, P, 0));
	SHOW(msync(a + 1, P, MS_SYNC));
	SHOW(msync(a, 0, MS_SYNC));
	SHOW(msync(a, 4 * P, MS_SYNC));
	SHOW(msync(a, (size_t)-P, MS_SYNC));
	SHOW(madvise(a, P, MADV_NORMAL));
	SHOW(madvise(a, P, 7777));
	SHOW(madvise(a + 1, P, MADV_NORMAL));
	SHOW(madvise(a + 1, 0, MADV_NORMAL));
	SHOW(madvise(a, 0, MADV_DONTNEED));
	SHOW(madvise(a, 0, 7777));
	a[0] = 'a', a[3 * P] = 'b';
	SHOW(madvise(a, 4 * P, MADV_DONTNEED));
	printf("%d %d\n", a[0], a[3 * P]);
	SHOW(madvise(a + 2 * P, P, MADV_DONTNEED));
	SHOW(madvise(a, (size_t)-P, MADV_NORMAL));
	return 0;
}
