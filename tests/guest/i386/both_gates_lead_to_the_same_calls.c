// flags: -m32
/* int $0x80, and the entry that AT_SYSINFO names: six arguments, errors as small negative numbers, registers kept. */
#include "behaviour.h"
#include <sys/auxv.h>
#include <sys/mman.h>

static void *entry;

static long by_interrupt(long number, long a, long b, long c, long d, long e, long f)
{
	long result;
	__asm__ volatile("push %%ebp\n movl %7, %%ebp\n int $0x80\n pop %%ebp"
			 : "=a"(result) : "0"(number), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e), "m"(f) : "memory");
	return result;
}

static long by_entry(long number, long a, long b, long c, long d, long e, long f)
{
	long result;
	static long sixth;
	sixth = f;
	__asm__ volatile("push %%ebp\n movl %7, %%ebp\n call *%8\n pop %%ebp"
			 : "=a"(result) : "0"(number), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e), "m"(sixth), "m"(entry) : "memory");
	return result;
}

static void try(const char *name, long (*call)(long, long, long, long, long, long, long))
{
	printf("%s\n", name);
	printf("getpid %d\n", call(SYS_getpid, 0, 0, 0, 0, 0, 0) == getpid());
	printf("no such call %ld\n", call(1000, 0, 0, 0, 0, 0, 0));
	printf("read from nowhere %ld\n", call(SYS_read, -1, 0, 0, 0, 0, 0));
	int fd = open("/proc/self/exe", O_RDONLY);
	char *p = (char *)call(SYS_mmap2, 0, 8192, PROT_READ, MAP_PRIVATE, fd, 1);
	char there[16];
	pread(fd, there, 16, 4096);
	printf("mmap2's sixth argument counts pages: %d\n", memcmp(p, there, 16) == 0);
	unsigned long old[6] = {0, 4096, PROT_READ, MAP_PRIVATE, fd, 4096};
	p = (char *)call(SYS_mmap, (long)old, 0, 0, 0, 0, 0);
	printf("mmap takes a structure: %d\n", memcmp(p, there, 16) == 0);
	close(fd);
	unsigned char kept[2];
	__asm__ volatile("mov $0x11, %%cl\n mov $0x22, %%dl\n mov $20, %%eax\n int $0x80\n mov %%cl, %0\n mov %%dl, %1"
			 : "=m"(kept[0]), "=m"(kept[1]) : : "eax", "ecx", "edx", "memory");
	printf("kept %x %x\n", kept[0], kept[1]);
}

int main(void)
{
	entry = (void *)getauxval(AT_SYSINFO);
	printf("entry in the vDSO: %d\n", (unsigned long)entry - getauxval(AT_SYSINFO_EHDR) < 8192);
	try("int $0x80", by_interrupt);
	try("AT_SYSINFO", by_entry);
	return 0;
}
