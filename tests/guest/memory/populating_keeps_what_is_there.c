// slow
/* MADV_POPULATE_READ and MADV_POPULATE_WRITE bring pages in that are not there, and leave alone those that are (madvise(2)). */
#include "behaviour.h"
#include <sys/mman.h>

#ifndef MADV_POPULATE_READ
#define MADV_POPULATE_READ 22
#define MADV_POPULATE_WRITE 23
#endif
#define P 4096L

static void populate(const char *what, int advice, int flags, int file)
{
	char *p = mmap(NULL, 4 * P, PROT_READ | PROT_WRITE, flags, file, 0);
	CHECK(p != MAP_FAILED);
	p[0] = 'a', p[2 * P] = 'c';
	int result = madvise(p, 4 * P, advice);
	unsigned char in[4] = {0};
	CHECK(mincore(p, 4 * P, in) == 0);
	printf("%s: %d, %d %d %d %d, there %d%d%d%d\n", what, result, p[0], p[P], p[2 * P], p[3 * P], in[0] & 1, in[1] & 1,
	       in[2] & 1, in[3] & 1);
}

int main(void)
{
	int file = memfd_create("file", 0);
	CHECK(ftruncate(file, 4 * P) == 0 && pwrite(file, "f", 1, 3 * P) == 1);
	populate("private, read", MADV_POPULATE_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1);
	populate("private, write", MADV_POPULATE_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
	populate("shared, write", MADV_POPULATE_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1);
	populate("copy of a file, read", MADV_POPULATE_READ, MAP_PRIVATE, file);
	populate("copy of a file, write", MADV_POPULATE_WRITE, MAP_PRIVATE, file);
	populate("file, write", MADV_POPULATE_WRITE, MAP_SHARED, file);
	return 0;
}
