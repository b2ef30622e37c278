#include "faults.h"
int main(void)
{
	char *p = anonymous(4 * PAGE);
	unsigned char seen[4];
	p[PAGE] = 1;
	p[3 * PAGE] = 1;
	SHOW(mincore(p, 4 * PAGE, seen));
	printf("%d %d %d %d\n", seen[0], seen[1], seen[2], seen[3]);
	SHOW(mincore(p + 1, PAGE, seen));
	SHOW(mincore(p, 4 * PAGE, (void *)8));
	munmap(p + PAGE, PAGE);
	SHOW(mincore(p, 4 * PAGE, seen));
	SHOW(mincore(p, 1ul << 48, seen));
	SHOW(mincore(p, 0, seen));
}
