/* MAP_DROPPABLE: private memory that a child gets empty and no dump has, that cannot be locked, and goes with few other flags. */
#include "behaviour.h"
#include <sys/mman.h>

#ifndef MAP_DROPPABLE
#define MAP_DROPPABLE 0x08
#endif

static char *page;

static void try_to_map(const char *what, int flags, int fd)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, flags, fd, 0);
	printf("%s: %s\n", what, p == MAP_FAILED ? strerrorname_np(errno) : "mapped");
}

static void flags(void)
{
	FILE *f = fopen("/proc/self/smaps", "r");
	int inside = 0;
	for (char line[500]; fgets(line, sizeof line, f);) {
		unsigned long start, end;
		if (sscanf(line, "%lx-%lx ", &start, &end) == 2)
			inside = (unsigned long)page >= start && (unsigned long)page < end;
		else if (inside && (!strncmp(line, "VmFlags:", 8) || !strncmp(line, "Locked:", 7)))
			printf("%s", line);
	}
	fclose(f);
}

static int empty_in_a_child(void)
{
	printf("%d\n", *page);
	return 0;
}

int main(void)
{
	try_to_map("droppable", MAP_DROPPABLE | MAP_ANONYMOUS, -1);
	try_to_map("and private", MAP_DROPPABLE | MAP_PRIVATE | MAP_ANONYMOUS, -1);
	try_to_map("and shared", MAP_DROPPABLE | MAP_SHARED | MAP_ANONYMOUS, -1);
	try_to_map("not anonymous", MAP_DROPPABLE, open("file", O_RDWR | O_CREAT, 0600));
	try_to_map("locked", MAP_DROPPABLE | MAP_ANONYMOUS | MAP_LOCKED, -1);
	try_to_map("growing down", MAP_DROPPABLE | MAP_ANONYMOUS | MAP_GROWSDOWN, -1);
	try_to_map("not reserved", MAP_DROPPABLE | MAP_ANONYMOUS | MAP_NORESERVE, -1);
	try_to_map("type 4", 4 | MAP_ANONYMOUS, -1);
	try_to_map("type 12", 12 | MAP_ANONYMOUS, -1);
	page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_DROPPABLE | MAP_ANONYMOUS, -1, 0);
	CHECK(page != MAP_FAILED);
	*page = 7;
	SHOW(mlock(page, 4096));
	flags();
	SHOW(madvise(page, 4096, MADV_DODUMP));
	SHOW(madvise(page, 4096, MADV_KEEPONFORK));
	SHOW(madvise(page, 4096, MADV_DONTDUMP));
	SHOW(madvise(page, 4096, MADV_MERGEABLE));
	SHOW(madvise(page, 4096, MADV_RANDOM));
	flags();
	show_status(wait_status(child(empty_in_a_child)));
	printf("%d\n", *page);
	SHOW(mprotect(page, 4096, PROT_READ));
	flags();
	return 0;
}
