/* inode(7): a directory's link count is 2 and one for each subdirectory. */
#include "behaviour.h"

static void links(const char *name)
{
	struct stat s;
	CHECK(lstat(name, &s) == 0);
	printf("%s %ld\n", name, (long)s.st_nlink);
}

int main(void)
{
	mkdir("a", 0755);
	links("a");
	mkdir("a/b", 0755);
	mkdir("a/c", 0755);
	close(open("a/file", O_CREAT | O_WRONLY, 0644));
	links("a");
	links("a/b");
	rename("a/b", "b");
	links("a");
	links("b");
	rename("a/c", "a/d");
	links("a");
	rmdir("a/d");
	links("a");
	link("a/file", "other");
	links("other");
	unlink("a/file");
	links("other");
	int fd = open("other", O_RDONLY);
	unlink("other");
	struct stat s;
	fstat(fd, &s);
	printf("%ld\n", (long)s.st_nlink);
	int b = open("b", O_RDONLY);
	rmdir("b");
	fstat(b, &s);
	printf("%ld\n", (long)s.st_nlink);
	return 0;
}
