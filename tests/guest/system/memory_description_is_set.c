// needs: root
/* prctl(PR_SET_MM): each field by itself, and all of them at once; who may, what is checked, and where it shows. */
#include "behaviour.h"
#include <elf.h>
#include <linux/prctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>

static const char *names[] = {"0", "START_CODE", "END_CODE", "START_DATA", "END_DATA", "START_STACK", "START_BRK", "BRK",
			      "ARG_START", "ARG_END", "ENV_START", "ENV_END", "AUXV", "EXE_FILE", "MAP", "MAP_SIZE", "16"};

static void show(int field, unsigned long value, unsigned long length)
{
	errno = 0;
	int r = prctl(PR_SET_MM, field, value, length, 0);
	printf("%s: %d %s\n", names[field], r, r ? strerrorname_np(errno) : "");
}

static void file(const char *name)
{
	char text[4096];
	int fd = open(name, O_RDONLY);
	ssize_t n = read(fd, text, sizeof text);
	close(fd);
	printf("%s:", name);
	for (ssize_t i = 0; i < n; i++)
		putchar(text[i] ? text[i] : '|');
	puts("");
}

static unsigned long stat_field(int wanted)
{
	char text[4096];
	int fd = open("/proc/self/stat", O_RDONLY);
	text[read(fd, text, sizeof text - 1)] = 0;
	close(fd);
	char *at = strrchr(text, ')') + 2;
	for (int i = 3; i < wanted; i++)
		at = strchr(at, ' ') + 1;
	return strtoul(at, NULL, 10);
}

static int without(void)
{
	CHECK(setresuid(65534, 65534, 65534) == 0);
	for (int field = 0; field <= 16; field++)
		show(field, 0x400000, 0);
	struct prctl_mm_map map = {.exe_fd = -1};
	show(PR_SET_MM_MAP, (unsigned long)&map, sizeof map);
	return 0;
}

int main(void)
{
	char *page = mmap(NULL, 9 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	unsigned long code = stat_field(26), code_end = stat_field(27), stack = stat_field(28), data = stat_field(45), data_end = stat_field(46), brk_start = stat_field(47);
	unsigned size = 0;
	int possible = prctl(PR_SET_MM, PR_SET_MM_START_CODE, code, 0, 0) == 0; /* CAP_SYS_RESOURCE: root may lack it */
	show_status(wait_status(child(without)));
	show(PR_SET_MM_MAP_SIZE, (unsigned long)&size, 0);
	printf("%u %zu\n", size, sizeof(struct prctl_mm_map));
	show(PR_SET_MM_MAP_SIZE, 1, 0);
	strcpy(page, "new");
	strcpy(page + 4, "words");
	strcpy(page + 16, "A=1");
	strcpy(page + 20, "B=2");
	long words[6] = {AT_PAGESZ, 4096, AT_UID, 7, AT_NULL, 0};
	struct prctl_mm_map map = {.start_code = code, .end_code = code_end, .start_data = data, .end_data = data_end, .start_brk = brk_start, .brk = (unsigned long)sbrk(0), .start_stack = stack,
		.arg_start = (unsigned long)page, .arg_end = (unsigned long)page + 10, .env_start = (unsigned long)page + 16, .env_end = (unsigned long)page + 24, .auxv = (void *)words, .auxv_size = sizeof words, .exe_fd = -1};
	show(PR_SET_MM_MAP, (unsigned long)&map, sizeof map);
	file("/proc/self/cmdline");
	file("/proc/self/environ");
	show(PR_SET_MM_MAP, (unsigned long)&map, sizeof map - 1);
	show(PR_SET_MM_MAP, 8, sizeof map);
	char raw[4096];
	int fd = open("/proc/self/auxv", O_RDONLY);
	printf("auxv %zd bytes\n", read(fd, raw, sizeof raw));
	struct prctl_mm_map bad = map;
	bad.arg_end = bad.arg_start - 1;
	show(PR_SET_MM_MAP, (unsigned long)&bad, sizeof map);
	bad = map;
	bad.end_code = bad.start_code;
	show(PR_SET_MM_MAP, (unsigned long)&bad, sizeof map);
	bad = map;
	bad.env_end = -1;
	show(PR_SET_MM_MAP, (unsigned long)&bad, sizeof map);
	bad = map;
	bad.brk = 16;
	show(PR_SET_MM_MAP, (unsigned long)&bad, sizeof map);
	bad = map;
	bad.auxv = NULL;
	show(PR_SET_MM_MAP, (unsigned long)&bad, sizeof map);
	bad = map;
	bad.auxv_size = 100000;
	show(PR_SET_MM_MAP, (unsigned long)&bad, sizeof map);
	bad = map;
	bad.exe_fd = 77;
	show(PR_SET_MM_MAP, (unsigned long)&bad, sizeof map);
	bad.exe_fd = open(".", O_RDONLY);
	show(PR_SET_MM_MAP, (unsigned long)&bad, sizeof map);
	close(open("plain", O_CREAT | O_WRONLY, 0644));
	bad.exe_fd = open("plain", O_RDONLY);
	show(PR_SET_MM_MAP, (unsigned long)&bad, sizeof map);
	bad.exe_fd = open("/bin/true", O_RDONLY);
	show(PR_SET_MM_MAP, (unsigned long)&bad, sizeof map);
	printf("largest auxv:");
	for (unsigned n = 8; n < 1000; n += 8) {
		bad = map;
		bad.auxv = (void *)raw;
		bad.auxv_size = n;
		if (prctl(PR_SET_MM, PR_SET_MM_MAP, &bad, sizeof bad, 0)) {
			printf(" %u\n", n - 8);
			break;
		}
	}
	/* the heap begins anew elsewhere */
	munmap(page + 4096, 8 * 4096);
	map.start_brk = map.brk = (unsigned long)page + 4096;
	map.auxv_size = 0;
	show(PR_SET_MM_MAP, (unsigned long)&map, sizeof map);
	printf("%d %d\n", syscall(SYS_brk, 0) == (long)page + 4096, syscall(SYS_brk, page + 4100) == (long)page + 4100);
	page[4099] = 1;
	if (!possible)
		return 0;
	for (int field = 0; field <= 16; field++)
		if (field != PR_SET_MM_AUXV && field != PR_SET_MM_MAP && field != PR_SET_MM_MAP_SIZE) {
			show(field, 0, 0);
			show(field, -1, 0);
			show(field, 0x400000, 1);
		}
	show(PR_SET_MM_ARG_START, 0x7ffffffff000 - 8192, 0);
	show(PR_SET_MM_ARG_END, (unsigned long)page + 4, 0);
	file("/proc/self/cmdline");
	show(PR_SET_MM_AUXV, (unsigned long)words, 10000);
	show(PR_SET_MM_AUXV, (unsigned long)words, sizeof words);
	return 0;
}
