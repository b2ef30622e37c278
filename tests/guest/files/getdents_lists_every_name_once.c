/* getdents(2): every name once, with its type; a small buffer; removal while reading; seeking. */
#include "behaviour.h"
#include <dirent.h>

static int compare(const void *a, const void *b)
{
	return strcmp(*(char **)a, *(char **)b);
}

static void list(const char *name)
{
	char *names[100];
	int n = 0;
	DIR *dir = opendir(name);
	for (struct dirent *e; (e = readdir(dir));) {
		struct stat s;
		CHECK(fstatat(dirfd(dir), e->d_name, &s, AT_SYMLINK_NOFOLLOW) == 0);
		asprintf(&names[n++], "%s %d %d", e->d_name, e->d_type, strcmp(e->d_name, "..") ? s.st_ino == e->d_ino : 1);
	}
	closedir(dir);
	qsort(names, n, sizeof *names, compare);
	for (int i = 0; i < n; i++)
		puts(names[i]);
}

int main(void)
{
	char b[4096];
	mkdir("d", 0755);
	list("d");
	mkdir("d/folder", 0755);
	close(open("d/file", O_CREAT | O_WRONLY, 0644));
	symlink("x", "d/link");
	mkfifo("d/fifo", 0644);
	mknod("d/socket", S_IFSOCK | 0644, 0);
	list("d");
	int fd = open("d", O_RDONLY);
	SHOW(syscall(SYS_getdents64, fd, b, 10));
	SHOW(syscall(SYS_getdents64, fd, b, 24));
	SHOW(syscall(SYS_getdents64, fd, b, 4096) > 0);
	SHOW(syscall(SYS_getdents64, fd, b, 4096));
	SHOW(lseek(fd, 0, SEEK_SET));
	SHOW(syscall(SYS_getdents64, fd, b, 4096) > 100);
	SHOW(syscall(SYS_getdents64, open("d/file", O_RDONLY), b, 4096));
	SHOW(syscall(SYS_getdents64, 99, b, 4096));
	DIR *dir = opendir("d");
	int removed = 0;
	for (struct dirent *e; (e = readdir(dir));)
		if (e->d_name[0] != '.') {
			char path[300];
			sprintf(path, "d/%s", e->d_name);
			removed += remove(path) == 0;
		}
	printf("removed %d\n", removed);
	rewinddir(dir);
	close(open("d/late", O_CREAT | O_WRONLY, 0644));
	rewinddir(dir);
	for (struct dirent *e; (e = readdir(dir));)
		if (e->d_name[0] != '.')
			puts(e->d_name);
	unlink("d/late");
	rmdir("d");
	SHOW(syscall(SYS_getdents64, fd, b, 4096));
	return 0;
}
