// slow
/* "ENOMEM ... the total number of mappings with distinct attributes exceeding the allowed maximum" (mprotect(2)): calls that would divide
 * one mapping more fail, each with its errno, until there are fewer. */
#include "behaviour.h"
#include <sys/mman.h>

#define P 4096UL
#define PAGES 140000UL

int main(void)
{
	char *p = mmap(NULL, PAGES * P, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	CHECK(p != MAP_FAILED);
	unsigned long n = 0;
	while (n < PAGES / 2 - 1 && mprotect(p + 2 * n * P, P, PROT_READ) == 0)
		n++;
	printf("as many as there can be: %d, %s\n", n > 32700 && n < 32800, strerrorname_np(errno));
	char *rest = p + (PAGES - 100) * P;
	SHOW(madvise(rest, P, MADV_DONTFORK));
	SHOW(mlock(rest, P));
	SHOW(mprotect(p + P, 20 * P, PROT_READ));
	SHOW(mprotect(rest, P, PROT_READ));
	SHOW(madvise(rest + 2 * P, P, MADV_DONTFORK));
	SHOW(munmap(rest + 10 * P, P));
	return 0;
}
