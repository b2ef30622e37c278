/* rename(2): replacing, errors, hard links, flags. */
#include "behaviour.h"

static void touch(const char *name)
{
	close(open(name, O_CREAT | O_WRONLY, 0644));
}

int main(void)
{
	struct stat s;
	touch("a");
	touch("b");
	mkdir("d", 0755);
	mkdir("e", 0755);
	mkdir("full", 0755);
	touch("full/x");
	SHOW(rename("missing", "x"));
	SHOW(rename("a", "b"));
	SHOW(access("a", F_OK));
	SHOW(rename("b", "d"));
	SHOW(rename("d", "b"));
	SHOW(rename("d", "e"));
	SHOW(rename("e", "full"));
	SHOW(rename("e", "e/below"));
	SHOW(rename("full", "full/x"));
	SHOW(rename("full/x", "full"));
	SHOW(rename("b", "missing/x"));
	SHOW(rename("b/", "c"));
	SHOW(rename("b", "c/"));
	SHOW(rename("e", "f/"));
	SHOW(rename("f/", "e"));
	SHOW(rename(".", "x"));
	SHOW(rename("e/.", "x"));
	SHOW(rename("e", "."));
	SHOW(rename("e", ".."));
	SHOW(rename("/", "x"));
	SHOW(rename("", "x"));
	SHOW(rename("b", ""));
	SHOW(rename("b", "b"));
	link("b", "b2");
	SHOW(rename("b", "b2"));
	SHOW(access("b", F_OK));
	touch("keep");
	SHOW(renameat2(AT_FDCWD, "b", AT_FDCWD, "keep", RENAME_NOREPLACE));
	SHOW(renameat2(AT_FDCWD, "b", AT_FDCWD, "fresh", RENAME_NOREPLACE));
	SHOW(renameat2(AT_FDCWD, "fresh", AT_FDCWD, "none", RENAME_EXCHANGE));
	SHOW(renameat2(AT_FDCWD, "fresh", AT_FDCWD, "full", RENAME_EXCHANGE));
	SHOW(stat("fresh/x", &s));
	SHOW(renameat2(AT_FDCWD, "fresh", AT_FDCWD, "full", RENAME_EXCHANGE | RENAME_NOREPLACE));
	SHOW(renameat2(AT_FDCWD, "fresh", AT_FDCWD, "full", 64));
	SHOW(renameat2(AT_FDCWD, "fresh", AT_FDCWD, "fresh/x", RENAME_EXCHANGE));
	symlink("keep", "link");
	SHOW(rename("link", "link2"));
	SHOW(lstat("link2", &s));
	printf("%d\n", S_ISLNK(s.st_mode));
	SHOW(rename("link2", "keep"));
	SHOW(lstat("keep", &s));
	printf("%d\n", S_ISLNK(s.st_mode));
	int fd = open("fresh", O_RDONLY);
	SHOW(renameat(fd, "x", AT_FDCWD, "moved"));
	SHOW(rename("moved", "/dev/shm/moved"));
	return 0;
}
