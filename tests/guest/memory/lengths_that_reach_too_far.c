// slow
/* Lengths that cannot be rounded up to pages, or reach behind the last address: mprotect(2), mremap(2), shmat(2). */
#include "behaviour.h"
#include <sys/mman.h>
#include <sys/shm.h>

#define P 4096L

int main(void)
{
	char *p = mmap(NULL, 4 * P, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	CHECK(p != MAP_FAILED);
	CHECK(munmap(p + P, P) == 0);
	p[2 * P] = 1;
	SHOW(mprotect(p, (size_t)-1, PROT_READ));
	SHOW(mprotect(p, (size_t)-1 / 2, PROT_READ));
	SHOW(mprotect(p, SIZE_MAX - 2 * P, PROT_READ));
	p[2 * P] = 2;
	SHOW(mremap(p, P, (size_t)-1, MREMAP_MAYMOVE) == MAP_FAILED ? -1 : 0);
	SHOW(mremap(p, P, (size_t)-P + 1, MREMAP_MAYMOVE) == MAP_FAILED ? -1 : 0);
	SHOW(mremap(p, P, SIZE_MAX - 2 * P, MREMAP_MAYMOVE) == MAP_FAILED ? -1 : 0);
	int segment = shmget(IPC_PRIVATE, 2 * P, 0600);
	SHOW(shmat(segment, (void *)-P, 0));
	SHOW(shmat(segment, (void *)(-2 * P), 0));
	return shmctl(segment, IPC_RMID, NULL);
}
