#include "again.h"
#include <elf.h>
#include <sys/auxv.h>
int main(int argc, char **argv)
{
	unsigned long kinds[] = { AT_PAGESZ, AT_CLKTCK, AT_PHENT, AT_BASE, AT_FLAGS, AT_UID, AT_EUID, AT_GID, AT_EGID, AT_SECURE };
	for (unsigned i = 0; i < sizeof kinds / sizeof *kinds; i++)
		printf("%lu: %lu\n", kinds[i], getauxval(kinds[i]));
	printf("platform %s\n", (char *)getauxval(AT_PLATFORM));
	char *name = strrchr((char *)getauxval(AT_EXECFN), '/');
	printf("file %d\n", !strcmp(name, strrchr(argv[0], '/')));
	extern char __ehdr_start[], _start[];
	Elf64_Ehdr *h = (Elf64_Ehdr *)__ehdr_start;
	printf("headers %d count %d entry %d\n", getauxval(AT_PHDR) == (unsigned long)__ehdr_start + h->e_phoff,
	       getauxval(AT_PHNUM) == h->e_phnum, getauxval(AT_ENTRY) == (unsigned long)_start);
	printf("random %d vdso %d\n", getauxval(AT_RANDOM) != 0, getauxval(AT_SYSINFO_EHDR) != 0);
	char *end = (char *)getauxval(AT_EXECFN);
	end += strlen(end) + 1;
	printf("%ld zeros, then the end of the stack %d\n", 8l, ((long)end + 8) % 4096 == 0);
	printf("argv follows argc %d, strings in order %d\n", ((long *)argv)[-1] == argc, argc < 2 || argv[1] == argv[0] + strlen(argv[0]) + 1);
	printf("aligned %d\n", ((long)argv - 8) % 16 == 0);
}
