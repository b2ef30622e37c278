// slow
/* renameat2(2), RENAME_EXCHANGE: "Both pathnames must exist but may be of different types (e.g., one could be a non-empty directory and
 * the other a symbolic link)". */
#include "behaviour.h"

static void look(const char *name)
{
	struct stat s;
	CHECK(lstat(name, &s) == 0);
	printf("   %s: type %o links %d\n", name, s.st_mode & S_IFMT, (int)s.st_nlink);
}

#define SWAP(a, b) SHOW(renameat2(AT_FDCWD, a, AT_FDCWD, b, RENAME_EXCHANGE))

int main(void)
{
	CHECK(mkdir("d", 0755) == 0 && mkdir("d/in", 0755) == 0 && mkdir("e", 0755) == 0);
	CHECK(close(creat("f", 0644)) == 0 && symlink("d", "l") == 0);
	SWAP("d", "l");
	look("d"), look("l");
	SWAP("f", "l");
	look("f"), look("l");
	SWAP("f", "e");
	look("f"), look("e");
	SWAP("e/in", "l");
	look("e/in"), look("l");
	SWAP("e", "absent");
	SWAP("absent", "e");
	SWAP("e", "e");
	SWAP("e", "e/in");
	SWAP("e/in", "e");
	SWAP(".", "e");
	return 0;
}
