/* RLIMIT_CORE cuts the file off; the core bit is set all the same.  what is a hole in the file is not counted. */
#include "behaviour.h"
#include <sys/mman.h>
#include <sys/resource.h>

static rlim_t core, file;

static int victim(void)
{
	struct rlimit r = {core, RLIM_INFINITY}, f = {file, RLIM_INFINITY};
	CHECK(setrlimit(RLIMIT_CORE, &r) == 0 && setrlimit(RLIMIT_FSIZE, &f) == 0);
	char *memory = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	memset(memory, 7, 1 << 20);
	abort();
}

int main(void)
{
	struct stat s;
	static const rlim_t limits[] = {4096, 10000, 65536, RLIM_INFINITY};
	for (int i = 0; i < 4; i++) {
		unlink("core");
		core = limits[i], file = RLIM_INFINITY;
		show_status(wait_status(child(victim)));
		CHECK(stat("core", &s) == 0);
		if (core == RLIM_INFINITY)
			printf("whole: %d\n", s.st_size > 1 << 20);
		else
			printf("limit %d: holes apart %s\n", (int)core, s.st_blocks * 512 <= (off_t)core + 8192 ? "not longer" : "longer");
	}
	return 0;
}
