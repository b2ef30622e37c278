// slow
/* unlinkat(2): AT_REMOVEDIR makes it rmdir(2); any other flag is EINVAL, and looks before the descriptor does. */
#include "behaviour.h"

int main(void)
{
	CHECK(mkdir("d", 0755) == 0 && mkdir("d/e", 0755) == 0 && close(creat("d/f", 0644)) == 0 && symlink("e", "d/l") == 0);
	int d = open("d", O_RDONLY), f = open("d/f", O_RDONLY);
	SHOW(unlinkat(d, "e", 0));
	SHOW(unlinkat(d, "f", AT_REMOVEDIR));
	SHOW(unlinkat(d, "l", AT_REMOVEDIR));
	SHOW(unlinkat(d, "e", AT_REMOVEDIR | AT_SYMLINK_NOFOLLOW));
	SHOW(unlinkat(99, "e", 1));
	SHOW(unlinkat(99, "e", 0));
	SHOW(unlinkat(f, "e", 0));
	SHOW(unlinkat(d, "..", AT_REMOVEDIR));
	SHOW(unlinkat(d, "../d", AT_REMOVEDIR));
	SHOW(unlinkat(d, "l", 0));
	SHOW(unlinkat(d, "e", AT_REMOVEDIR));
	SHOW(unlinkat(d, "f", 0));
	SHOW(unlinkat(AT_FDCWD, "d", AT_REMOVEDIR));
	SHOW(unlinkat(d, "x", 0));
	SHOW(openat(d, "x", O_CREAT | O_RDWR, 0644));
	SHOW(mkdirat(d, "x", 0755));
	return 0;
}
