#include "faults.h"
int main(void)
{
	catch_faults();
	char *p = anonymous(5 * PAGE);
	memset(p, 1, 5 * PAGE);
	SHOW(munmap(p + 1, PAGE));
	SHOW(munmap(p, 0));
	SHOW(munmap((void *)-(long)PAGE, PAGE));
	SHOW(munmap(p + PAGE, 1));
	SHOW(munmap(p + PAGE, PAGE));
	SHOW(munmap(p + 3 * PAGE, PAGE));
	for (int i = 0; i < 5; i++)
		printf("%d %s\n", i, try_read(p + i * PAGE));
	SHOW(munmap(p, 5 * PAGE));
	printf("%s\n", try_read(p));
}
