// slow
/* proc(5), /proc/[pid]/limits: soft limit, hard limit and unit of each; numbers or "unlimited". */
#include "behaviour.h"
#include <sys/resource.h>

int main(void)
{
	struct rlimit files = {100, 200}, core = {0, RLIM_INFINITY}, cpu = {RLIM_INFINITY, RLIM_INFINITY}, size = {1 << 20, 1 << 21};
	CHECK(setrlimit(RLIMIT_NOFILE, &files) == 0 && setrlimit(RLIMIT_CORE, &core) == 0 && setrlimit(RLIMIT_CPU, &cpu) == 0);
	CHECK(setrlimit(RLIMIT_FSIZE, &size) == 0);
	char line[200];
	FILE *f = fopen("/proc/self/limits", "r");
	CHECK(f);
	while (fgets(line, sizeof line, f)) {
		const char *shown[] = {"Limit", "Max open files", "Max core file size", "Max cpu time", "Max file size"};
		for (int i = 0; i < 5; i++)
			if (strncmp(line, shown[i], strlen(shown[i])) == 0)
				printf("%s", line);
	}
	SHOW(open("/proc/self/limits", O_WRONLY) >= 0 ? 0 : -1);
	return 0;
}
