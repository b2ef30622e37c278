// slow
/* proc(5): cwd, root and exe of a process are links to where it is, also when that was renamed or removed. */
#include "behaviour.h"

static void show(const char *name)
{
	char b[600] = {0};
	ssize_t n = readlink(name, b, sizeof b - 1);
	const char *last = n > 1 ? strrchr(b, '/') : b;
	printf("%s -> %s %s\n", name, n < 0 ? "" : last, n < 0 ? strerrorname_np(errno) : "");
}

int main(void)
{
	struct stat a, b;
	CHECK(mkdir("d", 0755) == 0 && mkdir("d/e", 0755) == 0 && chdir("d/e") == 0);
	show("/proc/self/cwd");
	show("/proc/self/root");
	CHECK(rename("../e", "../f") == 0);
	show("/proc/self/cwd");
	CHECK(stat("/proc/self/cwd", &a) == 0 && stat(".", &b) == 0);
	printf("the same %d\n", a.st_ino == b.st_ino && a.st_dev == b.st_dev);
	CHECK(close(creat("/proc/self/cwd/made", 0644)) == 0);
	SHOW(access("made", F_OK));
	SHOW(unlink("/proc/self/cwd/made"));
	SHOW(rmdir("../f"));
	CHECK(stat("/proc/self/cwd", &a) == 0);
	printf("the same %d, links %d\n", a.st_ino == b.st_ino, (int)a.st_nlink);
	SHOW(open("/proc/self/cwd/new", O_CREAT | O_RDWR, 0644));
	SHOW(lstat("/proc/self/cwd", &a));
	printf("link %d\n", S_ISLNK(a.st_mode));
	SHOW(unlink("/proc/self/cwd"));
	return 0;
}
