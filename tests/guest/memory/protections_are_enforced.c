#include "faults.h"
int main(void)
{
	catch_faults();
	char *p = anonymous(6 * PAGE);
	memset(p, 0xc3, 6 * PAGE); /* ret */
	mprotect(p, PAGE, PROT_NONE);
	mprotect(p + PAGE, PAGE, PROT_READ);
	mprotect(p + 3 * PAGE, PAGE, PROT_READ | PROT_EXEC);
	mprotect(p + 4 * PAGE, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC);
	munmap(p + 5 * PAGE, PAGE);
	for (int i = 0; i < 6; i++) {
		printf("page %d read %s", i, try_read(p + i * PAGE));
		printf(" write %s", try_write(p + i * PAGE + 1));
		printf(" call %s\n", try_call(p + i * PAGE));
	}
	mprotect(p, PAGE, PROT_READ | PROT_WRITE);
	printf("%x\n", (unsigned char)p[0]);
	mprotect(p, PAGE, PROT_WRITE);
	printf("write only: read %s\n", try_read(p));
}
