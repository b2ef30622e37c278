/* RLIMIT_AS: what would be more than it is ENOMEM, for mmap, mremap and brk alike; what is freed can be had again. */
#include "behaviour.h"
#include <sys/mman.h>
#include <sys/resource.h>

enum { MIB = 1 << 20 };

int main(void)
{
	struct rlimit limit = {200 * MIB, 200 * MIB};
	CHECK(setrlimit(RLIMIT_AS, &limit) == 0);
	char *first = mmap(NULL, 100 * MIB, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	printf("100 MiB: %d\n", first != MAP_FAILED);
	SHOW(mmap(NULL, 150 * MIB, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
	SHOW(mmap(NULL, 150 * MIB, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
	SHOW(mremap(first, 100 * MIB, 250 * MIB, MREMAP_MAYMOVE));
	SHOW(sbrk(150 * MIB));
	SHOW(malloc(150 * MIB) != NULL);
	SHOW(mremap(first, 100 * MIB, MIB, 0) == first);
	char *second = mmap(NULL, 150 * MIB, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	printf("150 MiB: %d\n", second != MAP_FAILED);
	SHOW(munmap(second, 150 * MIB));
	return 0;
}
