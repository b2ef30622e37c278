// slow
/* setxattr(2), getxattr(2), listxattr(2): XATTR_CREATE and _REPLACE, sizes asked for with 0, buffers that are too small, names too long. */
#include "behaviour.h"
#include <sys/xattr.h>

int main(void)
{
	char big[70000] = {0}, name[300], list[1000];
	close(creat("f", 0644));
	SHOW(setxattr("f", "user.a", "12345", 5, XATTR_REPLACE));
	SHOW(setxattr("f", "user.a", "12345", 5, XATTR_CREATE));
	SHOW(setxattr("f", "user.a", "1", 1, XATTR_CREATE));
	SHOW(setxattr("f", "user.a", "1234567", 7, XATTR_REPLACE));
	SHOW(setxattr("f", "user.a", "1", 1, XATTR_CREATE | XATTR_REPLACE));
	SHOW(setxattr("f", "user.a", "1", 1, 4));
	SHOW(getxattr("f", "user.a", big, 0));
	SHOW(getxattr("f", "user.a", big, 6));
	SHOW(getxattr("f", "user.a", big, 7));
	SHOW(getxattr("f", "user.b", big, 7));
	SHOW(setxattr("f", "user.empty", NULL, 0, 0));
	SHOW(getxattr("f", "user.empty", big, 7));
	SHOW(getxattr("f", "user.empty", NULL, 0));
	SHOW(listxattr("f", list, 0));
	SHOW(listxattr("f", list, 5));
	SHOW(listxattr("f", list, sizeof list));
	SHOW(setxattr("f", "user.big", big, 65537, 0));
	memset(name, 'n', sizeof name);
	memcpy(name, "user.", 5);
	name[256] = 0;
	SHOW(setxattr("f", name, "v", 1, 0));
	SHOW(getxattr("f", name, big, 1));
	SHOW(removexattr("f", name));
	name[255] = 0;
	SHOW(setxattr("f", name, "v", 1, 0));
	SHOW(getxattr("f", name, big, 1));
	SHOW(removexattr("f", name));
	SHOW(setxattr("f", "", "v", 1, 0));
	SHOW(getxattr("f", "", big, 1));
	SHOW(setxattr("f", NULL, "v", 1, 0));
	SHOW(setxattr("f", "user.a", (void *)1, 1, 0));
	SHOW(getxattr("f", "user.a", (void *)1, 10));
	SHOW(removexattr("f", "user.none"));
	SHOW(setxattr("none", "user.a", "v", 1, 0));
	int fd = open("f", O_RDONLY);
	SHOW(fsetxattr(fd, "user.ro", "v", 1, 0));
	SHOW(fremovexattr(fd, "user.ro"));
	SHOW(flistxattr(99, list, 1));
	return 0;
}
