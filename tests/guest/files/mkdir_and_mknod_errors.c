// needs: root
/* mkdir(2), mknod(2): errors and modes. */
#include "behaviour.h"
#include <sys/sysmacros.h>

int main(void)
{
	struct stat s;
	SHOW(mkdir("folder", 07777));
	stat("folder", &s);
	printf("%o\n", s.st_mode);
	SHOW(mkdir("folder", 0755));
	SHOW(mkdir("folder/", 0755));
	SHOW(mkdir("new/", 0755));
	SHOW(mkdir("a/b", 0755));
	SHOW(mkdir("", 0755));
	SHOW(mkdir(".", 0755));
	SHOW(mkdir("..", 0755));
	SHOW(mkdir("/", 0755));
	SHOW(mkdir("folder/.", 0755));
	symlink("elsewhere", "dangling");
	SHOW(mkdir("dangling", 0755));
	SHOW(mkdir("dangling/", 0755));
	SHOW(mkdir("dangling/x", 0755));
	SHOW(mknod("folder", S_IFREG | 0644, 0));
	SHOW(mknod("x/", S_IFREG | 0644, 0));
	SHOW(mknod("x", S_IFDIR | 0644, 0));
	SHOW(mknod("x", S_IFLNK | 0644, 0));
	SHOW(mknod("x", 0110000 | 0644, 0));
	SHOW(mknod("x", S_IFCHR | 0644, makedev(1, 3)));
	stat("x", &s);
	printf("%o %u %u\n", s.st_mode, major(s.st_rdev), minor(s.st_rdev));
	SHOW(write(open("x", O_WRONLY), "gone", 4));
	SHOW(mknod("y", S_IFCHR | 0644, makedev(200, 77)));
	SHOW(open("y", O_RDONLY));
	SHOW(open("/proc/new", O_CREAT | O_WRONLY, 0644));
	SHOW(symlink("", "empty"));
	SHOW(symlink("x", "folder"));
	SHOW(symlink("x", "trailing/"));
	return 0;
}
