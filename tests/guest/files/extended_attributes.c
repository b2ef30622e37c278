// needs: root
/* setxattr(2), getxattr(2), listxattr(2), removexattr(2). */
#include "behaviour.h"
#include <sys/xattr.h>

int main(void)
{
	char b[100] = "";
	int fd = open("file", O_CREAT | O_RDWR, 0644);
	symlink("file", "link");
	mkdir("folder", 0755);
	SHOW(setxattr("file", "user.one", "value", 5, 0));
	SHOW(setxattr("file", "user.one", "other", 5, XATTR_CREATE));
	SHOW(setxattr("file", "user.two", "x", 1, XATTR_REPLACE));
	SHOW(setxattr("file", "user.one", "longer value", 12, XATTR_REPLACE));
	SHOW(getxattr("file", "user.one", b, 100));
	puts(b);
	SHOW(getxattr("link", "user.one", NULL, 0));
	SHOW(lgetxattr("link", "user.one", b, 100));
	SHOW(getxattr("file", "user.one", b, 3));
	SHOW(getxattr("file", "user.none", b, 3));
	SHOW(fsetxattr(fd, "user.empty", "", 0, 0));
	SHOW(fgetxattr(fd, "user.empty", b, 100));
	SHOW(listxattr("file", b, 100));
	SHOW(listxattr("file", b, 5));
	SHOW(listxattr("folder", b, 100));
	SHOW(lsetxattr("link", "user.x", "x", 1, 0));
	SHOW(setxattr("file", "trusted.t", "x", 1, 0));
	SHOW(setxattr("file", "unknown.t", "x", 1, 0));
	SHOW(setxattr("file", "user", "x", 1, 0));
	SHOW(setxattr("file", "", "x", 1, 0));
	SHOW(setxattr("file", "user.x", "x", 1, 4));
	SHOW(setxattr("file", "user.x", b, 70000, 0));
	SHOW(removexattr("file", "user.one"));
	SHOW(removexattr("file", "user.one"));
	SHOW(fremovexattr(fd, "user.empty"));
	SHOW(setxattr("missing", "user.x", "x", 1, 0));
	char name[300] = "user.";
	memset(name + 5, 'n', 250);
	SHOW(setxattr("file", name, "x", 1, 0));
	name[255] = 'n';
	SHOW(setxattr("file", name, "x", 1, 0));
	return 0;
}
