// slow
// needs: root
/* xattr(7): user, trusted and security attributes: on what, for whom, and how each refuses. */
#include "behaviour.h"
#include <sys/xattr.h>

static void all(const char *name)
{
	char list[200] = {0};
	for (char **a = (char *[]){"user.a", "trusted.a", "security.a", "system.a", "other.a", "user", "user.", NULL}; *a; a++) {
		errno = 0;
		int set = lsetxattr(name, *a, "v", 1, 0), one = errno;
		errno = 0;
		int got = lgetxattr(name, *a, list, sizeof list), two = errno;
		errno = 0;
		int gone = lremovexattr(name, *a);
		printf("%s %s: set %s, get %d %s, remove %s\n", name, *a, set ? strerrorname_np(one) : "ok", got, got < 0 ? strerrorname_np(two) : "",
		       gone ? strerrorname_np(errno) : "ok");
	}
}

static int as_user(void)
{
	CHECK(setresuid(1000, 1000, 1000) == 0);
	for (char **n = (char *[]){"mine", "theirs", "sticky", "mydir", "link", NULL}; *n; n++)
		all(*n);
	char list[200];
	SHOW(listxattr("marked", list, sizeof list));
	SHOW(getxattr("marked", "trusted.t", list, 1));
	SHOW(getxattr("unreadable", "user.u", list, 1));
	SHOW(listxattr("unreadable", list, sizeof list));
	return 0;
}

int main(void)
{
	umask(0);
	char list[200];
	close(creat("mine", 0666)), chown("mine", 1000, 1000);
	close(creat("theirs", 0444)), mkdir("sticky", 01777), chmod("sticky", 01777);
	mkdir("mydir", 0755), chown("mydir", 1000, 1000);
	symlink("mine", "link"), lchown("link", 1000, 1000), mkfifo("fifo", 0666), mknod("null", S_IFCHR | 0666, 0x103);
	close(creat("marked", 0666)), close(creat("unreadable", 0));
	setxattr("marked", "trusted.t", "x", 1, 0), setxattr("marked", "user.u", "x", 1, 0), setxattr("unreadable", "user.u", "x", 1, 0);
	for (char **n = (char *[]){"mine", "link", "fifo", "null", "sticky", NULL}; *n; n++)
		all(*n);
	SHOW(listxattr("marked", list, sizeof list));
	wait_status(child(as_user));
	return 0;
}
