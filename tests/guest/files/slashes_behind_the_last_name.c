// slow
/* path_resolution(7): "If a pathname ends in a '/', that forces resolution of the preceding component [...] it has to exist and resolve
 * to a directory" - except where a directory is about to be made. */
#include "behaviour.h"

int main(void)
{
	struct stat s;
	char text[10];
	CHECK(mkdir("dir", 0755) == 0 && close(creat("file", 0644)) == 0);
	CHECK(symlink("dir", "todir") == 0 && symlink("file", "tofile") == 0 && symlink("absent", "tonothing") == 0);
	SHOW(open("file/", O_RDONLY));
	SHOW(open("new/", O_CREAT | O_WRONLY, 0644));
	SHOW(open("tofile/", O_RDONLY));
	SHOW(stat("file/", &s));
	SHOW(lstat("todir/", &s));
	printf("directory %d\n", S_ISDIR(s.st_mode));
	SHOW(readlink("todir/", text, sizeof text));
	SHOW(readlink("tofile/", text, sizeof text));
	SHOW(unlink("file/"));
	SHOW(unlink("todir/"));
	SHOW(rmdir("todir/"));
	SHOW(mkdir("made/", 0755));
	SHOW(mkdir("tonothing/", 0755));
	SHOW(symlink("x", "s/"));
	SHOW(link("file", "hard/"));
	SHOW(mknod("node/", S_IFREG | 0644, 0));
	SHOW(rename("file", "moved/"));
	SHOW(rename("file/", "moved"));
	SHOW(rename("made/", "moved/"));
	SHOW(rename("todir/", "x"));
	SHOW(rmdir("moved///"));
	return 0;
}
