// slow
/* What is open stays open under its new name; a link's two names are one file, and renaming one to the other does nothing. */
#include "behaviour.h"

int main(void)
{
	struct stat s, t;
	char text[64];
	int a = open("a", O_RDWR | O_CREAT, 0644), b = open("b", O_RDWR | O_CREAT, 0644);
	CHECK(write(a, "aaa", 3) == 3 && write(b, "b", 1) == 1);
	SHOW(rename("a", "b"));
	fstat(b, &s), printf("the one replaced has %d links and %d bytes\n", (int)s.st_nlink, (int)s.st_size);
	SHOW(pwrite(b, "still", 5, 0));
	fstat(a, &s), stat("b", &t);
	printf("same %d, size %d\n", s.st_ino == t.st_ino, (int)t.st_size);
	SHOW(readlink("/proc/self/fd/3", text, sizeof text) > 0);
	SHOW(link("b", "c"));
	SHOW(rename("b", "c"));
	SHOW(access("b", F_OK));
	SHOW(access("c", F_OK));
	SHOW(renameat2(AT_FDCWD, "b", AT_FDCWD, "c", RENAME_NOREPLACE));
	SHOW(renameat2(AT_FDCWD, "b", AT_FDCWD, "c", RENAME_EXCHANGE));
	SHOW(rename("b", "./b"));
	SHOW(rename("b", "b"));
	mkdir("d", 0755);
	int d = open("d", O_RDONLY | O_DIRECTORY);
	SHOW(rename("d", "e"));
	SHOW(openat(d, "in", O_CREAT | O_WRONLY, 0644) > 2);
	SHOW(access("e/in", F_OK));
	SHOW(chdir("e"));
	SHOW(rename("../e", "../f"));
	SHOW(access("in", F_OK));
	return 0;
}
