// slow
/* mlock(2), mincore(2), msync(2): ranges rounded to pages, holes, what is in memory after each touch, MCL_FUTURE, MLOCK_ONFAULT. */
#include "behaviour.h"
#include <sys/mman.h>

static char *p;
static void look(const char *what, int pages)
{
	unsigned char v[16];
	errno = 0;
	if (mincore(p, pages * 4096, v)) {
		printf("%s: %s\n", what, strerrorname_np(errno));
		return;
	}
	printf("%s:", what);
	for (int i = 0; i < pages; i++)
		printf(" %d", v[i] & 1);
	puts("");
}

static int locked(void)
{
	char line[200];
	int n = -1;
	FILE *f = fopen("/proc/self/status", "r");
	while (fgets(line, sizeof line, f))
		sscanf(line, "VmLck: %d", &n);
	fclose(f);
	return n;
}

int main(void)
{
	int base = locked();
	p = mmap(NULL, 8 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	look("fresh", 8);
	p[4096] = 1;
	volatile char c = p[3 * 4096];
	(void)c;
	look("touched", 8);
	SHOW(mlock(p + 4096 * 5 + 100, 10));
	look("locked", 8);
	printf("%d kB\n", locked() - base);
	SHOW(mlock(p + 4095, 2));
	printf("%d kB\n", locked() - base);
	SHOW(munlock(p, 8 * 4096));
	printf("%d kB\n", locked() - base);
	SHOW(mlock2(p, 8 * 4096, MLOCK_ONFAULT));
	look("on fault", 8);
	SHOW(mlock2(p, 4096, 8));
	SHOW(munmap(p + 4096 * 6, 4096));
	SHOW(mlock(p, 8 * 4096));
	look("with a hole", 8);
	SHOW(munlock(p + 4096 * 6, 4096));
	SHOW(msync(p, 8 * 4096, MS_SYNC));
	SHOW(msync(p, 4096, MS_SYNC | MS_ASYNC));
	SHOW(msync(p + 1, 4096, MS_SYNC));
	SHOW(msync(p, 4096, 8));
	SHOW(msync(p, 0, MS_ASYNC));
	SHOW(msync(p, 4096, MS_INVALIDATE));
	SHOW(munlockall());
	SHOW(mlockall(0));
	SHOW(mlockall(MCL_FUTURE));
	p = mmap(NULL, 4 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	look("with MCL_FUTURE", 4);
	SHOW(munlockall());
	SHOW(mincore(p + 1, 4096, (void *)p));
	SHOW(mincore(p, 4096, (void *)1));
	SHOW(mincore(p, 0, (void *)p));
	int fd = open("f", O_RDWR | O_CREAT, 0600);
	CHECK(ftruncate(fd, 4 * 4096) == 0 && pwrite(fd, "x", 1, 4096) == 1);
	p = mmap(NULL, 4 * 4096, PROT_READ, MAP_SHARED, fd, 0);
	look("of a file", 4);
	return 0;
}
