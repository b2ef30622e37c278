// needs: root
/* /proc/PID/pagemap: which pages are there, and where they come from; its positions; who may read it. */
#include "behaviour.h"
#include <sys/mman.h>

static int map;
static char *p;

static void show(const char *what, const void *address)
{
	uint64_t entry = 0;
	CHECK(pread(map, &entry, 8, (uintptr_t)address / 4096 * 8) == 8);
	printf("%s: present %d, file or shared %d, swapped %d, exclusive %d\n", what, (int)(entry >> 63), (int)(entry >> 61 & 1),
	       (int)(entry >> 62 & 1), (int)(entry >> 56 & 1));
}

static int other(void)
{
	pause();
	return 0;
}

static int inherits(void)
{
	map = open("/proc/self/pagemap", O_RDONLY);
	show("inherited", p + 4096);
	p[4096] = 2;
	show("copied", p + 4096);
	return 0;
}

static char text[64];

static int unprivileged(void)
{
	CHECK(setresuid(1000, 1000, 1000) == 0);
	SHOW(open(text, O_RDONLY));
	SHOW(open("/proc/self/pagemap", O_RDONLY));
	return 0;
}

int main(void)
{
	struct stat s;
	uint64_t entries[4];
	map = open("/proc/self/pagemap", O_RDONLY);
	CHECK(map >= 0 && fstat(map, &s) == 0);
	printf("mode %o\n", s.st_mode);
	p = mmap(NULL, 8 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	madvise(p, 8 * 4096, MADV_NOHUGEPAGE);
	show("untouched", p);
	p[4096] = 1;
	show("written", p + 4096);
	(void)*(volatile char *)(p + 2 * 4096);
	show("read", p + 2 * 4096);
	char *q = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	show("shared, untouched", q);
	*q = 1;
	show("shared", q);
	int fd = open("file", O_RDWR | O_CREAT, 0600);
	CHECK(write(fd, "text", 4) == 4);
	char *f = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	(void)*(volatile char *)f;
	show("file, read", f);
	*f = 1;
	show("file, copied", f);
	show("nothing there", (void *)0x10000);
	show_status(wait_status(child(inherits)));
	show("again its own", p + 4096);
	SHOW(pread(map, entries, 32, (uintptr_t)p / 4096 * 8));
	SHOW(pread(map, entries, 7, (uintptr_t)p / 4096 * 8));
	SHOW(pread(map, entries, 12, (uintptr_t)p / 4096 * 8));
	SHOW(pread(map, entries, 8, (uintptr_t)p / 4096 * 8 + 4));
	SHOW(pread(map, entries, 0, 4));
	SHOW(pread(map, entries, 8, 0x7ffffffff000 / 4096 * 8));
	SHOW(pread(map, entries, 8, 1L << 50));
	SHOW(pread(map, (void *)8, 8, 0));
	SHOW(lseek(map, 16, SEEK_SET));
	SHOW(read(map, entries, 16));
	SHOW(lseek(map, 0, SEEK_CUR));
	SHOW(lseek(map, 0, SEEK_END));
	int w = open("/proc/self/pagemap", O_WRONLY);
	SHOW(write(w, entries, 8));
	SHOW(pread(open("/proc/self/pagemap", O_RDWR), entries, 8, 0));
	pid_t pid = child(other);
	snprintf(text, sizeof text, "/proc/%d/pagemap", pid);
	int others = open(text, O_RDONLY);
	SHOW(pread(others, entries, 8, (uintptr_t)p / 4096 * 8));
	show_status(wait_status(child(unprivileged)));
	kill(pid, SIGKILL);
	show_status(wait_status(pid));
	return 0;
}
