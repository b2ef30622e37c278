// needs: root
/* link(2). */
#include "behaviour.h"

int main(void)
{
	mkdir("folder", 0755);
	int fd = open("file", O_CREAT | O_RDWR, 0644);
	SHOW(link("file", "two"));
	SHOW(link("file", "two"));
	SHOW(link("missing", "x"));
	SHOW(link("folder", "x"));
	SHOW(link("file", "folder"));
	SHOW(link("file", "x/"));
	SHOW(link("file", "folder/."));
	SHOW(link("file/", "x"));
	SHOW(link("file", "missing/x"));
	SHOW(link("file", "/dev/shm/x"));
	SHOW(link("file", ""));
	SHOW(linkat(AT_FDCWD, "file", AT_FDCWD, "x", 1));
	SHOW(linkat(fd, "", AT_FDCWD, "three", AT_EMPTY_PATH));
	struct stat s;
	fstat(fd, &s);
	printf("%ld\n", (long)s.st_nlink);
	write(fd, "shared", 6);
	stat("three", &s);
	printf("%ld\n", (long)s.st_size);
	return 0;
}
