/* Neither the files of /proc nor those of /sys can be mapped: EIO where they tell of the whole system, ENODEV elsewhere. */
#include "behaviour.h"
#include <sys/mman.h>

static void map(const char *path)
{
	int fd = open(path, O_RDONLY);
	CHECK(fd >= 0);
	printf("%s:", path);
	for (int sharing = MAP_SHARED; sharing <= MAP_PRIVATE; sharing++) {
		void *p = mmap(NULL, 4096, PROT_READ, sharing, fd, 0);
		printf(" %s", p == MAP_FAILED ? strerrorname_np(errno) : "mapped");
	}
	printf("\n");
	close(fd);
}

int main(void)
{
	const char *files[] = {
		"/proc/version", "/proc/meminfo", "/proc/stat", "/proc/uptime", "/proc/cmdline", "/proc/filesystems", "/proc/locks",
		"/proc/loadavg", "/proc/cpuinfo", "/proc/vmstat", "/proc/devices", "/proc/swaps", "/proc/diskstats", "/proc/net/unix",
		"/proc/sysvipc/shm", "/proc/tty/drivers", "/proc/self/status", "/proc/self/maps", "/proc/self/stat", "/proc/self/mem",
		"/proc/self/auxv", "/proc/self/cmdline", "/proc/self/mounts", "/proc/self/fdinfo/0", "/proc/sys/kernel/hostname",
		"/proc/sys/kernel/sem", "/proc/sys", "/proc", "/sys/devices/system/cpu/online", "/sys",
	};
	for (unsigned i = 0; i < sizeof files / sizeof *files; i++)
		map(files[i]);
	return 0;
}
