/* The line VmFlags of /proc/self/smaps for mappings of all sorts, and what madvise, mlock and mprotect change in it. */
#include "behaviour.h"
#include <sys/mman.h>

static int global = 3;

/* Prints the flags of the mapping at an address; the names of the figures too, once. */
static void flags(const char *what, const void *address)
{
	FILE *f = fopen("/proc/self/smaps", "r");
	int inside = 0;
	for (char line[500]; fgets(line, sizeof line, f);) {
		unsigned long start, end;
		if (sscanf(line, "%lx-%lx ", &start, &end) == 2)
			inside = (unsigned long)address >= start && (unsigned long)address < end;
		else if (inside && !strncmp(line, "VmFlags:", 8))
			printf("%s: %s", what, line + 8);
	}
	fclose(f);
}

static void names_of_figures(void)
{
	FILE *f = fopen("/proc/self/smaps", "r");
	char line[500];
	fgets(line, sizeof line, f);
	while (fgets(line, sizeof line, f) && strncmp(line, "VmFlags", 7)) {
		*strchr(line, ':') = 0;
		if (strcmp(line, "ProtectionKey")) /* where the processor has them */
			printf("%s ", line);
	}
	printf("\n");
	fclose(f);
}

static void *map(int prot, int how, int fd)
{
	void *p = mmap(NULL, 4096, prot, how, fd, 0);
	CHECK(p != MAP_FAILED);
	return p;
}

int main(void)
{
	const int anonymous = MAP_PRIVATE | MAP_ANONYMOUS, both = PROT_READ | PROT_WRITE;
	names_of_figures();
	char *p = mmap(NULL, 64 * 4096, both, anonymous, -1, 0);
	flags("anonymous", p);
	mprotect(p + 4096, 4096, PROT_READ);
	flags("to be read", p + 4096);
	mprotect(p + 2 * 4096, 4096, PROT_NONE);
	flags("nothing", p + 2 * 4096);
	mprotect(p + 3 * 4096, 4096, both | PROT_EXEC);
	flags("executable", p + 3 * 4096);
	CHECK(mlock(p + 4 * 4096, 4096) == 0);
	flags("locked", p + 4 * 4096);
	CHECK(mlock2(p + 5 * 4096, 4096, MLOCK_ONFAULT) == 0);
	flags("locked on fault", p + 5 * 4096);
	const int advice[] = {MADV_RANDOM, MADV_SEQUENTIAL, MADV_DONTFORK, MADV_DONTDUMP, MADV_WIPEONFORK, MADV_HUGEPAGE,
			      MADV_NOHUGEPAGE, MADV_MERGEABLE};
	const int undo[] = {MADV_NORMAL, MADV_NORMAL, MADV_DOFORK, MADV_DODUMP, MADV_KEEPONFORK, MADV_NOHUGEPAGE, MADV_HUGEPAGE,
			    MADV_UNMERGEABLE};
	for (int i = 0; i < 8; i++) {
		char what[32], *page = p + (6 + i) * 4096;
		snprintf(what, sizeof what, "advice %d", advice[i]);
		CHECK(madvise(page, 4096, advice[i]) == 0);
		flags(what, page);
		CHECK(madvise(page, 4096, undo[i]) == 0);
		flags("undone", page);
	}
	flags("shared", map(both, MAP_SHARED | MAP_ANONYMOUS, -1));
	flags("not reserved", map(both, anonymous | MAP_NORESERVE, -1));
	flags("growing down", map(both, anonymous | MAP_GROWSDOWN, -1));
	flags("for a stack", map(both, anonymous | MAP_STACK, -1));
	flags("never written", map(PROT_READ, anonymous, -1));
	flags("not accessible", map(PROT_NONE, anonymous, -1));
	flags("locked from the beginning", map(both, anonymous | MAP_LOCKED, -1));
	int fd = open("file", O_RDWR | O_CREAT, 0600), reading = open("file", O_RDONLY);
	CHECK(ftruncate(fd, 4096) == 0);
	flags("shared file", map(both, MAP_SHARED, fd));
	flags("shared file, only read", map(PROT_READ, MAP_SHARED, fd));
	flags("shared file, open for reading", map(PROT_READ, MAP_SHARED, reading));
	flags("private file", map(both, MAP_PRIVATE, fd));
	flags("private file, only read", map(PROT_READ, MAP_PRIVATE, reading));
	flags("private file, executable", map(PROT_READ | PROT_EXEC, MAP_PRIVATE, reading));
	flags("zeros", map(both, MAP_PRIVATE, open("/dev/zero", O_RDWR)));
	flags("text", main);
	flags("data", &global);
	flags("stack", &fd);
	flags("heap", (char *)sbrk(0) - 1);
	return 0;
}
