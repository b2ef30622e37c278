#include "behaviour.h"
#include <dirent.h>

static void first(const char *path, int length)
{
	char b[200] = "";
	int fd = open(path, O_RDONLY);
	long n = read(fd, b, 199);
	b[n > length ? length : n > 0 ? n : 0] = 0;
	printf("%s: %s\n", path, b);
	close(fd);
}

int main(void)
{
	first("/proc/sys/kernel/ostype", 10);
	first("/proc/sys/kernel/ngroups_max", 10);
	first("/proc/sys/fs/pipe-max-size", 10);
	first("/proc/sys/kernel/overflowuid", 10);
	first("/proc/version", 13);
	first("/proc/meminfo", 9);
	first("/proc/cpuinfo", 12);
	first("/proc/stat", 3);
	first("/proc/net/dev", 6);
	char b[100];
	double up, idle;
	FILE *f = fopen("/proc/uptime", "r");
	SHOW(fscanf(f, "%lf %lf", &up, &idle));
	SHOW(up > 0);
	f = fopen("/proc/loadavg", "r");
	double x;
	int running, all, last;
	SHOW(fscanf(f, "%lf %lf %lf %d/%d %d", &x, &x, &x, &running, &all, &last));
	SHOW(running >= 1 && all >= running && last >= getpid() - 1000);
	f = fopen("/proc/mounts", "r");
	int root = 0, proc = 0;
	char line[500], point[200];
	while (fgets(line, 500, f)) {
		sscanf(line, "%*s %199s", point);
		root += !strcmp(point, "/");
		proc += !strcmp(point, "/proc");
	}
	SHOW(root > 0 && proc > 0);
	DIR *d = opendir("/proc");
	int self = 0, me = 0, one = 0;
	for (struct dirent *e; (e = readdir(d));) {
		self += !strcmp(e->d_name, "self") && e->d_type == DT_LNK;
		me += atoi(e->d_name) == getpid() && e->d_type == DT_DIR;
		one += !strcmp(e->d_name, "1");
	}
	printf("%d %d %d\n", self, me, one);
	SHOW(readlink("/proc/self", b, 100) > 0);
	SHOW(atoi(b) == getpid());
	SHOW(readlink("/proc/mounts", b, 100));
	SHOW(open("/proc/sys/kernel/ostype", O_WRONLY));
	SHOW(lseek(open("/proc/version", O_RDONLY), 5, SEEK_SET));
}
