#include "faults.h"
int main(void)
{
	char *a = anonymous(PAGE), *b = anonymous(PAGE), *c = anonymous(2 * PAGE);
	printf("%ld %ld\n", (long)(a - b), (long)(b - c));
	char *big = anonymous(64 * PAGE);
	munmap(big + 8 * PAGE, 4 * PAGE);
	munmap(big + 32 * PAGE, 8 * PAGE);
	char *x = anonymous(4 * PAGE), *y = anonymous(4 * PAGE), *z = anonymous(4 * PAGE);
	printf("%ld %ld %ld\n", (long)(x - big) / PAGE, (long)(y - big) / PAGE, (long)(z - big) / PAGE);
	char *h = mmap(big + 200 * PAGE + 5, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	printf("hint taken is page-aligned: %d\n", ((long)h & (PAGE - 1)) == 0);
	char *i = mmap(big, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	printf("hint in use is not taken: %d\n", i != big);
	char *j = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	printf("below 2 GiB: %d\n", (unsigned long)j < 0x80000000ul);
}
