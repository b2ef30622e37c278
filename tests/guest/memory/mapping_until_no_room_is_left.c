// slow
// The 65,530 mappings that a process can have, in reasonable time, and the room they leave when they go.
#include "faults.h"
int main(void)
{
	int fd = file_of("f", PAGE), n = 0;
	char *first = NULL, *last = NULL;
	for (;; n++) {
		char *p = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0);
		if (p == MAP_FAILED)
			break;
		if (!first)
			first = p;
		last = p;
	}
	printf("%s, downwards %d\n", strerrorname_np(errno), last == first - (long)(n - 1) * PAGE);
	munmap(last, (long)n * PAGE);
	SHOW((first = mmap(NULL, 3 * PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)) == MAP_FAILED);
	/* holes of one and of two pages: the highest that is large enough is taken */
	char *p = mmap(NULL, 40 * PAGE, PROT_READ, MAP_SHARED, fd, 0);
	CHECK(p != MAP_FAILED);
	munmap(p + 30 * PAGE, PAGE);
	munmap(p + 20 * PAGE, 2 * PAGE);
	munmap(p + 10 * PAGE, PAGE);
	int pages[] = { 2, 1, 1, 1 };
	for (int i = 0; i < 4; i++) {
		char *q = mmap(NULL, pages[i] * PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		printf("%d pages: %ld\n", pages[i], q < p ? -1 : (q - p) / PAGE);
		mprotect(q, PAGE, PROT_NONE);
	}
	munmap(p + 35 * PAGE, 3 * PAGE);
	char *q = mmap(NULL, 2 * PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	printf("%ld\n", (q - p) / PAGE);
}
