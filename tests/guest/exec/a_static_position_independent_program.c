// flags: -dynamic -static-pie -fPIE
#include "again.h"
#include <sys/auxv.h>
int main(void)
{
	printf("base %lu\n", getauxval(AT_BASE));
	char *p = malloc(100), *q = malloc(1 << 20);
	strcpy(p, "heap");
	printf("%s %d\n", p, q != NULL);
	char *before = sbrk(0);
	printf("%d\n", sbrk(10 << 20) == before && brk(before) == 0);
}
