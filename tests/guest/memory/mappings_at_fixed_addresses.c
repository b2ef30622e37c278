// slow
/* mmap(2): MAP_FIXED takes the place of what is there, MAP_FIXED_NOREPLACE is EEXIST, a hint gives way. */
#include "behaviour.h"
#include <sys/mman.h>

#define P 4096
static char *map(char *at, size_t length, int flags)
{
	return mmap(at, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);
}

int main(void)
{
	char *a = map(NULL, 4 * P, 0);
	memset(a, 'a', 4 * P);
	SHOW(map(a + P, P, MAP_FIXED) == a + P);
	printf("%c %d %c\n", a[0], a[P], a[2 * P]);
	SHOW(map(a + 2 * P, P, 0) == a + 2 * P);
	SHOW(map(a + 2 * P, P, MAP_FIXED_NOREPLACE) == MAP_FAILED ? -1 : 0);
	printf("%c\n", a[2 * P]);
	SHOW(munmap(a + 2 * P, P));
	SHOW(map(a + 2 * P, 2 * P, MAP_FIXED_NOREPLACE) == MAP_FAILED ? -1 : 0);
	SHOW(map(a + 2 * P, P, MAP_FIXED_NOREPLACE) == a + 2 * P);
	SHOW(map(a + 1, P, MAP_FIXED) == MAP_FAILED ? -1 : 0);
	SHOW(map(a + 1, P, MAP_FIXED_NOREPLACE) == MAP_FAILED ? -1 : 0);
	SHOW(map(a, 0, MAP_FIXED) == MAP_FAILED ? -1 : 0);
	SHOW(map((char *)-(long)P, P, MAP_FIXED) == MAP_FAILED ? -1 : 0);
	SHOW(map(a, 1, MAP_FIXED) == a);
	printf("%d %d\n", a[0], a[P - 1]);
	return 0;
}
