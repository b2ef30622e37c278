// slow
/* getdents64(2) after lseek(2) to the start: names made since are listed, removed ones are not; in a removed directory it is ENOENT. */
#include "behaviour.h"
#include <dirent.h>

static void list(int fd)
{
	char names[10][20], buffer[2000];
	int count = 0;
	long n;
	while ((n = syscall(SYS_getdents64, fd, buffer, sizeof buffer)) > 0)
		for (long at = 0; at < n; at += ((struct dirent64 *)(buffer + at))->d_reclen)
			strcpy(names[count++], ((struct dirent64 *)(buffer + at))->d_name);
	qsort(names, count, sizeof names[0], (int (*)(const void *, const void *))strcmp);
	for (int i = 0; i < count; i++)
		printf("%s ", names[i]);
	printf("-> %s\n", n ? strerrorname_np(errno) : "end");
}

int main(void)
{
	char small[8];
	CHECK(mkdir("d", 0755) == 0 && close(creat("d/one", 0644)) == 0);
	int fd = open("d", O_RDONLY | O_DIRECTORY);
	list(fd);
	list(fd);
	CHECK(close(creat("d/two", 0644)) == 0 && unlink("d/one") == 0);
	SHOW(lseek(fd, 0, SEEK_SET));
	SHOW(syscall(SYS_getdents64, fd, small, sizeof small));
	list(fd);
	CHECK(unlink("d/two") == 0 && rmdir("d") == 0);
	SHOW(lseek(fd, 0, SEEK_SET));
	list(fd);
	SHOW(syscall(SYS_getdents64, open("/dev/null", O_RDONLY), small, sizeof small));
	SHOW(syscall(SYS_getdents64, 99, small, sizeof small));
	return 0;
}
