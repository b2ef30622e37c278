#include "faults.h"
int main(void)
{
	char *p = anonymous(3 * PAGE);
	memset(p, 9, 3 * PAGE);
	SHOW(madvise(p + PAGE, PAGE, MADV_DONTNEED));
	printf("%d %d %d\n", p[0], p[PAGE], p[2 * PAGE]);
	int fd = file_of("f", PAGE);
	char *q = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	memcpy(q, "mine", 4);
	SHOW(madvise(q, PAGE, MADV_DONTNEED));
	printf("%.15s\n", q);
	char *s = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	memcpy(s, "ours", 4);
	SHOW(madvise(s, PAGE, MADV_DONTNEED));
	printf("%.15s\n", s);
	int *a = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	a[0] = 3;
	SHOW(madvise(a, PAGE, MADV_DONTNEED));
	printf("%d\n", a[0]);
	SHOW(madvise(a, PAGE, MADV_REMOVE));
	printf("%d\n", a[0]);
	SHOW(madvise(p, PAGE, MADV_REMOVE));
	SHOW(madvise(q, PAGE, MADV_REMOVE));
	SHOW(madvise(q, PAGE, MADV_FREE));
	SHOW(madvise(p, PAGE, MADV_FREE));
	SHOW(madvise(p + 1, PAGE, MADV_DONTNEED));
	SHOW(madvise(p, PAGE, 777));
	SHOW(madvise(p, 0, MADV_DONTNEED));
	SHOW(madvise(p, -1, MADV_DONTNEED));
	munmap(p + PAGE, PAGE);
	p[2 * PAGE] = 8;
	SHOW(madvise(p, 3 * PAGE, MADV_DONTNEED));
	printf("%d %d\n", p[0], p[2 * PAGE]);
	SHOW(madvise(p, PAGE, MADV_WILLNEED));
	SHOW(madvise(p, PAGE, MADV_SEQUENTIAL));
}
