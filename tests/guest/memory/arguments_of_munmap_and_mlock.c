// slow
/* munmap(2), mlock(2), mlock2(2), mlockall(2): addresses, lengths and flags that are refused. */
#include "behaviour.h"
#include <sys/mman.h>

#define P 4096

int main(void)
{
	char *a = mmap(NULL, 4 * P, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	SHOW(munmap(a + 1, P));
	SHOW(munmap(a, 0));
	SHOW(munmap(a, (size_t)-1));
	SHOW(munmap((char *)-(long)P, P));
	SHOW(munmap(a + P, 1));
	SHOW(munmap(a + P, P));
	SHOW(mlock(a, P));
	SHOW(mlock(a + 5, 10));
	SHOW(mlock(a, 4 * P));
	SHOW(mlock(a + P, P));
	SHOW(mlock(a, 0));
	SHOW(mlock2(a, P, MLOCK_ONFAULT));
	SHOW(mlock2(a, P, 2));
	SHOW(munlock(a, 4 * P));
	SHOW(munlock(a, P));
	SHOW(munlock(a + 2 * P, 2 * P));
	SHOW(mlockall(0));
	SHOW(mlockall(8));
	SHOW(mlockall(MCL_ONFAULT));
	SHOW(munlockall());
	return 0;
}
