// slow
// needs: root
/* unlink(2), rmdir(2), remove(3): what of a removed directory can still be used, "." and "..", mount points, trailing slashes. */
#include "behaviour.h"

int main(void)
{
	char text[100];
	struct stat s;
	mkdir("d", 0755), mkdir("d/e", 0755), close(creat("f", 0644)), symlink("d", "l"), symlink("f", "lf");
	SHOW(unlink("d"));
	SHOW(unlink("d/"));
	SHOW(unlink("f/"));
	SHOW(unlink("l/"));
	SHOW(unlink("lf/"));
	SHOW(rmdir("l"));
	SHOW(rmdir("l/"));
	SHOW(rmdir("f"));
	SHOW(rmdir("f/"));
	SHOW(rmdir("d"));
	SHOW(rmdir("d/."));
	SHOW(rmdir("d/e/.."));
	SHOW(rmdir("d/e/"));
	SHOW(rmdir("/"));
	SHOW(unlink("/"));
	SHOW(unlink("."));
	SHOW(unlink(".."));
	SHOW(unlink(""));
	SHOW(unlinkat(AT_FDCWD, "f", AT_REMOVEDIR));
	SHOW(unlinkat(AT_FDCWD, "d", 0));
	SHOW(unlinkat(AT_FDCWD, "d", AT_SYMLINK_NOFOLLOW));
	SHOW(remove("f"));
	SHOW(remove("l"));
	mkdir("w", 0755), mkdir("w/sub", 0755);
	SHOW(chdir("w/sub"));
	SHOW(rmdir("../sub"));
	SHOW(stat(".", &s));
	printf("%d links, size zero %d\n", (int)s.st_nlink, s.st_size == 0);
	SHOW(stat("..", &s));
	SHOW(access("../../d", F_OK));
	SHOW(creat("x", 0600));
	SHOW(mkdir("x", 0700));
	SHOW(symlink("x", "y"));
	SHOW(rename("../../lf", "x"));
	SHOW(getcwd(text, sizeof text) == NULL ? -1 : 0);
	SHOW(syscall(SYS_getcwd, text, sizeof text));
	SHOW(open(".", O_RDONLY) > 0);
	SHOW(rmdir("."));
	SHOW(chdir(".."));
	SHOW(access("sub", F_OK));
	return 0;
}
