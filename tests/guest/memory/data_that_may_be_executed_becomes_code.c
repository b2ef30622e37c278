/* Memory that may be written and executed holds data first; each page of it can become code at any time, an instruction
 * across two of them, in a child and after mremap(2) and mprotect(2) too, and no page fault is counted for that. */
#define _GNU_SOURCE
#include <sys/resource.h>
#include "faults.h"
static int run(void *p) { return ((int (*)(void))p)(); }
static void put(unsigned char *p, int value)
{
	p[0] = 0xb8;
	memcpy(p + 1, &value, 4);
	p[5] = 0xc3;
}
static long faults(void)
{
	struct rusage usage;
	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_minflt;
}
int main(void)
{
	int rwx = PROT_READ | PROT_WRITE | PROT_EXEC;
	unsigned char *p = mmap(NULL, 4 * PAGE, rwx, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	memset(p, 0x90, 3 * PAGE);
	put(p + 3 * PAGE - 6, 1);
	faults();
	long before = faults();
	int one = run(p);
	before = faults() - before;
	printf("%d %ld ", one, before);
	for (int i = 2; i < 6; i++) { /* across the end of a page */
		put(p + PAGE - 3, i);
		printf("%d ", run(p + PAGE - 3));
	}
	printf("%d ", p[3 * PAGE]); /* read first: the page of zeros */
	put(p + 3 * PAGE, 6);
	printf("%d ", run(p + 3 * PAGE));
	fflush(stdout);
	pid_t c = fork();
	if (!c) {
		put(p + 3 * PAGE, 7);
		put(p + 2 * PAGE, 8);
		printf("%d %d ", run(p + 3 * PAGE), run(p + 2 * PAGE));
		fflush(stdout);
		_exit(0);
	}
	wait_status(c);
	printf("%d ", run(p + 3 * PAGE));
	unsigned char *q = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	put(q, 9);
	mprotect(q, 2 * PAGE, rwx);
	put(q + PAGE, 10);
	q = mremap(q, 2 * PAGE, 4 * PAGE, MREMAP_MAYMOVE);
	printf("%d %d ", run(q), run(q + PAGE));
	mprotect(q, 2 * PAGE, PROT_READ | PROT_WRITE);
	put(q, 11);
	mprotect(q, 2 * PAGE, rwx);
	printf("%d ", run(q));
	int fd = memfd_create("code", 0);
	ftruncate(fd, 2 * PAGE);
	unsigned char code[6];
	put(code, 12);
	pwrite(fd, code, 6, 0);
	pwrite(fd, code, 6, PAGE);
	unsigned char *f = mmap(NULL, 2 * PAGE, rwx, MAP_PRIVATE, fd, 0);
	printf("%d ", run(f));
	put(f, 13);
	put(f + PAGE, 14);
	printf("%d %d\n", run(f), run(f + PAGE));
}
