// slow
/* readdir(3), telldir(3), seekdir(3): positions stay good while names come and go; what was there all along is seen once. */
#include "behaviour.h"
#include <dirent.h>

static int seen[200];
static void rest(DIR *d, const char *what)
{
	int total = 0, twice = 0, kept = 0;
	memset(seen, 0, sizeof seen);
	for (struct dirent *e; (e = readdir(d));)
		if (e->d_name[0] == 'n') {
			int i = atoi(e->d_name + 1);
			total++, twice += seen[i]++ > 0;
			kept += i % 2;
		}
	printf("%s: odd ones %d, twice %d\n", what, kept, twice);
}

int main(void)
{
	char name[20];
	mkdir("d", 0755);
	for (int i = 0; i < 100; i++)
		snprintf(name, sizeof name, "d/n%d", i), close(creat(name, 0644));
	DIR *d = opendir("d");
	long start = telldir(d);
	rest(d, "all");
	rewinddir(d);
	long where[103];
	char *at[103];
	int n = 0;
	for (struct dirent *e;; n++) {
		where[n] = telldir(d);
		if (!(e = readdir(d)))
			break;
		at[n] = strdup(e->d_name);
	}
	int wrong = 0;
	for (int i = n - 1; i >= 0; i -= 7) {
		seekdir(d, where[i]);
		struct dirent *e = readdir(d);
		wrong += !e || strcmp(e->d_name, at[i]);
	}
	printf("%d names, %d wrong after seekdir\n", n, wrong);
	seekdir(d, where[40]);
	for (int i = 0; i < 100; i += 2)
		snprintf(name, sizeof name, "d/n%d", i), unlink(name);
	for (int i = 100; i < 150; i++)
		snprintf(name, sizeof name, "d/x%d", i), close(creat(name, 0644));
	wrong = 0;
	for (int i = 0; i < n; i++)
		if (at[i][0] == 'n' && atoi(at[i] + 1) % 2) {
			seekdir(d, where[i]);
			struct dirent *e = readdir(d);
			while (e && e->d_name[0] == 'x')
				e = readdir(d);
			wrong += !e || strcmp(e->d_name, at[i]);
		}
	printf("%d wrong after half of the names went\n", wrong);
	seekdir(d, start);
	rest(d, "again");
	int fd = dirfd(d);
	SHOW(lseek(fd, 0, SEEK_SET));
	SHOW(lseek(fd, -1, SEEK_SET));
	SHOW(lseek(fd, 0, SEEK_DATA));
	char small[10], buffer[32768];
	SHOW(getdents64(fd, small, sizeof small));
	SHOW(getdents64(fd, buffer, sizeof buffer) > 0);
	SHOW(getdents64(fd, buffer, sizeof buffer));
	SHOW(rmdir("d"));
	system("rm -rf d");
	SHOW(lseek(fd, 0, SEEK_SET));
	SHOW(getdents64(fd, buffer, sizeof buffer));
	SHOW(openat(fd, "x", O_CREAT | O_WRONLY, 0600));
	SHOW(openat(fd, ".", O_RDONLY) > 0);
	SHOW(openat(fd, "..", O_RDONLY) > 0);
	return 0;
}
