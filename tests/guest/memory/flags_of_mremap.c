// slow
/* mremap(2): which flags go together and which addresses, and that an old size of 0 asks for a shared mapping. */
#include "behaviour.h"
#include <sys/mman.h>

#define P 4096
#define TRY(...) SHOW(mremap(__VA_ARGS__) == MAP_FAILED ? -1 : 0)

int main(void)
{
	char *a = mmap(NULL, 8 * P, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *s = mmap(NULL, P, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	a[4 * P] = 'm', s[0] = 's';
	TRY(a, P, P, 8);
	TRY(a, P, P, MREMAP_FIXED, a + P);
	TRY(a + 1, P, P, 0);
	TRY(a, P, 0, 0);
	TRY(a, P, 2 * P, 0);
	TRY(a, 2 * P, P, 0);
	TRY(a + P, P, P, 0);
	TRY(a + 4 * P, P, P, MREMAP_FIXED | MREMAP_MAYMOVE, a + P);
	printf("%c\n", a[P]);
	TRY(a + 4 * P, P, P, MREMAP_MAYMOVE);
	TRY(a + 5 * P, 2 * P, 2 * P, MREMAP_FIXED | MREMAP_MAYMOVE, a + 6 * P);
	TRY(a + 5 * P, P, P, MREMAP_FIXED | MREMAP_MAYMOVE, a + 1);
	TRY(a + 5 * P, 0, P, MREMAP_MAYMOVE);
	char *twin = mremap(s, 0, P, MREMAP_MAYMOVE);
	CHECK(twin != MAP_FAILED && twin != s);
	s[1] = 't';
	printf("%c%c\n", twin[0], twin[1]);
	return 0;
}
