#include "faults.h"
static void show(const char *what, char *p)
{
	FILE *f = fopen("/proc/self/maps", "r");
	char line[600], rights[8], name[300];
	unsigned long start, end, offset, inode;
	while (fgets(line, sizeof line, f)) {
		name[0] = 0;
		if (sscanf(line, "%lx-%lx %7s %lx %*s %lu %299[^\n]", &start, &end, rights, &offset, &inode, name) < 5)
			continue;
		if ((unsigned long)p >= start && (unsigned long)p < end) {
			char *base = strrchr(name, '/');
			printf("%s: %ld pages %s offset %lx %s inode %d\n", what, (long)(end - start) / PAGE, rights, offset,
			       base ? base : name, inode != 0);
		}
	}
	fclose(f);
}
int main(void)
{
	int fd = file_of("f", 4 * PAGE);
	setvbuf(stdout, NULL, _IONBF, 0);
	char *gap = mmap(NULL, 64 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *p = mmap(gap + 8 * PAGE, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED, fd, PAGE);
	char *q = mmap(gap + 16 * PAGE, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, 0);
	char *a = mmap(gap + 24 * PAGE, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	show("reserved", gap);
	show("private", p);
	show("shared", q);
	show("anonymous", a);
	mprotect(a + PAGE, PAGE, PROT_READ);
	show("split", a);
	show("split", a + PAGE);
	show("split", a + 2 * PAGE);
	mprotect(a + PAGE, PAGE, PROT_READ | PROT_WRITE);
	show("joined", a);
	munmap(q, PAGE);
	show("shared", q + PAGE);
	unlink("f");
	show("deleted", p);
}
