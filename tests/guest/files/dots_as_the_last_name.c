// slow
/* "." and ".." at the end of a path: rmdir(2) EINVAL and ENOTEMPTY, rename(2) EBUSY, unlink(2) EISDIR, and what creation says. */
#include "behaviour.h"

int main(void)
{
	CHECK(mkdir("d", 0755) == 0 && mkdir("d/e", 0755) == 0 && close(creat("f", 0644)) == 0);
	SHOW(rmdir("."));
	SHOW(rmdir(".."));
	SHOW(rmdir("d/e/."));
	SHOW(rmdir("d/e/.."));
	SHOW(unlink("."));
	SHOW(unlink("d/.."));
	SHOW(mkdir(".", 0755));
	SHOW(mkdir("d/..", 0755));
	SHOW(mkdir("absent/..", 0755));
	SHOW(rename(".", "x"));
	SHOW(rename("d/e/..", "x"));
	SHOW(rename("d", "d/e/."));
	SHOW(rename("f", "d/."));
	SHOW(link("f", "d/."));
	SHOW(symlink("f", "d/.."));
	SHOW(open("d/.", O_CREAT | O_RDONLY, 0644));
	SHOW(open("d/..", O_CREAT | O_EXCL | O_RDONLY, 0644));
	SHOW(open("f/.", O_RDONLY));
	SHOW(open("f/..", O_RDONLY));
	SHOW(mkfifo("d/.", 0644));
	return 0;
}
