// execve(2): "memory mappings are not preserved", "memory locks are not preserved", MCL_FUTURE is cleared.
#include "again.h"
#include <sys/mman.h>

static long locked(void)
{
	char line[256];
	long kilobytes = -1;
	FILE *f = fopen("/proc/self/status", "r");
	while (fgets(line, sizeof line, f))
		if (sscanf(line, "VmLck: %ld", &kilobytes) == 1)
			break;
	fclose(f);
	return kilobytes;
}

int main(int argc, char **argv)
{
	void *place = (void *)0x30000000;
	if (again(argc, argv, "after")) {
		printf("locked %ld\n", locked());
		SHOW(msync(place, 4096, MS_ASYNC));
		CHECK(mmap(NULL, 65536, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED);
		printf("locked %ld\n", locked());
		return 0;
	}
	CHECK(mmap(place, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == place);
	SHOW(mlock(place, 4096));
	printf("locked %ld\n", locked());
	SHOW(msync(place, 4096, MS_ASYNC));
	SHOW(mlockall(MCL_FUTURE));
	fflush(stdout);
	execl("/proc/self/exe", "self", "after", (char *)NULL);
	return 98;
}
