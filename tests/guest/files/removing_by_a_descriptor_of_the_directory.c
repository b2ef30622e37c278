// slow
/* openat(2) and its kin: relative to a directory that was moved or removed; absolute paths; AT_FDCWD; descriptors that are no directories. */
#include "behaviour.h"

int main(void)
{
	struct stat s;
	mkdir("d", 0755), mkdir("e", 0755), close(creat("d/f", 0644)), close(creat("file", 0644));
	int d = open("d", O_RDONLY | O_DIRECTORY), path = open("e", O_PATH), file = open("file", O_RDONLY);
	SHOW(rename("d", "e/moved"));
	SHOW(fstatat(d, "f", &s, 0));
	SHOW(openat(d, "../moved/f", O_RDONLY) >= 0);
	SHOW(openat(d, "../../file", O_RDONLY) >= 0);
	SHOW(mkdirat(d, "sub", 0755));
	SHOW(renameat(d, "f", path, "g"));
	SHOW(linkat(path, "g", d, "h", 0));
	SHOW(unlinkat(d, "sub", 0));
	SHOW(unlinkat(d, "sub", AT_REMOVEDIR));
	SHOW(unlinkat(d, "h", AT_REMOVEDIR));
	SHOW(unlinkat(d, "h", 0));
	SHOW(unlinkat(path, "moved", AT_REMOVEDIR));
	SHOW(openat(d, "new", O_CREAT | O_RDWR, 0644));
	SHOW(mkdirat(d, "new", 0755));
	SHOW(fstatat(d, "", &s, AT_EMPTY_PATH));
	printf("links %d\n", (int)s.st_nlink);
	SHOW(fstatat(d, ".", &s, 0));
	SHOW(fstatat(d, "..", &s, 0));
	SHOW(openat(file, "x", O_RDONLY));
	SHOW(openat(file, "", O_RDONLY));
	SHOW(openat(99, "x", O_RDONLY));
	SHOW(openat(99, "/dev/null", O_RDONLY) >= 0);
	SHOW(openat(file, "/dev/null", O_RDONLY) >= 0);
	SHOW(symlinkat("t", path, "link"));
	SHOW(readlinkat(path, "link", (char[10]){0}, 10));
	SHOW(faccessat(path, "link", F_OK, AT_SYMLINK_NOFOLLOW));
	SHOW(faccessat(path, "link", F_OK, 0));
	SHOW(fchownat(path, "link", -1, -1, AT_SYMLINK_NOFOLLOW));
	SHOW(utimensat(path, "link", NULL, AT_SYMLINK_NOFOLLOW));
	SHOW(utimensat(path, "link", NULL, 0));
	SHOW(mknodat(path, "node", S_IFREG | 0600, 0));
	return 0;
}
