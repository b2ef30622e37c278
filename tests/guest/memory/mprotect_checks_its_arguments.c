#include "faults.h"
int main(void)
{
	char *p = anonymous(4 * PAGE);
	SHOW(mprotect(p + 1, PAGE, PROT_READ));
	SHOW(mprotect(p, 0, PROT_READ));
	SHOW(mprotect(p, 1, PROT_READ));
	SHOW(mprotect(p, PAGE, 0x100));
	SHOW(mprotect(p, PAGE, PROT_GROWSDOWN | PROT_READ));
	SHOW(mprotect(p, PAGE, PROT_GROWSUP | PROT_READ));
	SHOW(mprotect(p, PAGE, PROT_GROWSUP | PROT_GROWSDOWN | PROT_READ));
	SHOW(mprotect((void *)-(long)PAGE, PAGE, PROT_READ));
	munmap(p + 2 * PAGE, PAGE);
	SHOW(mprotect(p, 4 * PAGE, PROT_NONE));
	SHOW(mprotect(p + 2 * PAGE, PAGE, PROT_NONE));
	catch_faults();
	printf("before the gap %s, ", try_read(p + PAGE));
	printf("behind it %s\n", try_read(p + 3 * PAGE));
	int fd = file_of("f", PAGE);
	int ro = open("f", O_RDONLY);
	char *q = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, ro, 0);
	SHOW(mprotect(q, PAGE, PROT_READ | PROT_WRITE));
	char *r = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, ro, 0);
	SHOW(mprotect(r, PAGE, PROT_READ | PROT_WRITE));
	r[0] = 'x';
	char c;
	pread(fd, &c, 1, 0);
	printf("%c %c\n", r[0], c);
}
