// proc(5), sysfs(5): as many processors in each as there are.
#include "behaviour.h"
#include <stdlib.h>
#include <string.h>

static int lines(const char *path, const char *prefix)
{
	char line[4096];
	int found = 0;
	FILE *file = fopen(path, "r");
	while (fgets(line, sizeof line, file))
		found += !strncmp(line, prefix, strlen(prefix));
	fclose(file);
	return found;
}

static void show(const char *path)
{
	char line[256] = "";
	FILE *file = fopen(path, "r");
	printf("%s: %s", path, fgets(line, sizeof line, file) ? line : "nothing\n");
	fclose(file);
}

int main(void)
{
	printf("%d\n", lines("/proc/cpuinfo", "processor\t:"));
	printf("%d\n", lines("/proc/stat", "cpu"));
	show("/sys/devices/system/cpu/online");
	show("/sys/devices/system/cpu/present");
	show("/sys/devices/system/cpu/cpu0/topology/thread_siblings_list");
	show("/sys/devices/system/cpu/cpu0/topology/core_siblings");
	show("/sys/devices/system/cpu/cpu0/topology/core_siblings_list");
	show("/sys/devices/system/node/node0/cpumap");
	show("/sys/devices/system/node/node0/cpulist");
	printf("%ld\n", sysconf(_SC_NPROCESSORS_ONLN));
}
