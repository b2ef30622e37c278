#include "faults.h"
#include <sys/resource.h>
static char *kernel_brk(char *to) { return (char *)syscall(SYS_brk, to); }
int main(void)
{
	catch_faults();
	char *start = kernel_brk(0);
	printf("aligned %d\n", (long)kernel_brk(start + 100) - (long)start == 100);
	start[50] = 1;
	printf("%s\n", try_write(start + 4000));
	char *end = kernel_brk(start + 20 * PAGE);
	printf("%ld %d\n", (long)(end - start) / PAGE, end[-1]);
	memset(start, 7, 20 * PAGE);
	kernel_brk(start + 10 * PAGE);
	printf("%s\n", try_read((char *)(((long)start + 11 * PAGE) & -PAGE)));
	kernel_brk(start + 20 * PAGE);
	printf("zero again %d\n", start[12 * PAGE]);
	printf("below the start: %d\n", kernel_brk(start - 100 * PAGE) == start + 20 * PAGE);
	printf("too far: %d\n", kernel_brk((char *)0x7fffffffffff) == start + 20 * PAGE);
	char *wall = mmap((char *)(((long)start + 64 * PAGE) & -PAGE), PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	CHECK(wall != MAP_FAILED);
	printf("into a mapping: %d\n", kernel_brk(start + 64 * PAGE) == start + 20 * PAGE);
	struct rlimit limit = { 30 * PAGE, 30 * PAGE };
	setrlimit(RLIMIT_DATA, &limit);
	printf("over the limit: %d\n", kernel_brk(start + 40 * PAGE) == start + 20 * PAGE);
}
