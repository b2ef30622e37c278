/* unlink(2), rmdir(2): errors. */
#include "behaviour.h"

int main(void)
{
	mkdir("folder", 0755);
	mkdir("full", 0755);
	close(open("full/file", O_CREAT | O_WRONLY, 0644));
	close(open("file", O_CREAT | O_WRONLY, 0644));
	symlink("folder", "link");
	symlink("nowhere", "dangling");
	SHOW(unlink("missing"));
	SHOW(unlink("missing/"));
	SHOW(unlink("folder"));
	SHOW(unlink("folder/"));
	SHOW(unlink("file/"));
	SHOW(unlink("file/x"));
	SHOW(unlink(""));
	SHOW(unlink("."));
	SHOW(unlink(".."));
	SHOW(unlink("/"));
	SHOW(unlink("link/"));
	SHOW(rmdir("link"));
	SHOW(rmdir("link/"));
	SHOW(rmdir("full"));
	SHOW(rmdir("file"));
	SHOW(rmdir("file/"));
	SHOW(rmdir("missing"));
	SHOW(rmdir("."));
	SHOW(rmdir("folder/."));
	SHOW(rmdir("folder/.."));
	SHOW(rmdir(".."));
	SHOW(rmdir("/"));
	SHOW(rmdir(""));
	SHOW(rmdir("/proc"));
	SHOW(unlinkat(AT_FDCWD, "folder", 0));
	SHOW(unlinkat(AT_FDCWD, "file", AT_REMOVEDIR));
	SHOW(unlinkat(AT_FDCWD, "file", 1));
	SHOW(unlink("link"));
	SHOW(unlink("dangling"));
	SHOW(rmdir("folder/"));
	SHOW(unlinkat(AT_FDCWD, "full/file", 0));
	SHOW(unlinkat(open(".", O_RDONLY), "full", AT_REMOVEDIR));
	return 0;
}
