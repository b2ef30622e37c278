// slow
/* open(2), O_TMPFILE: a directory, a writable mode, O_EXCL against linking; the name in /proc, the link count. */
#include "behaviour.h"

int main(void)
{
	struct stat s;
	char name[64];
	close(creat("f", 0644)), mkdir("d", 0755);
	SHOW(open("d", O_TMPFILE | O_RDONLY, 0600));
	SHOW(open("f", O_TMPFILE | O_RDWR, 0600));
	SHOW(open("none", O_TMPFILE | O_RDWR, 0600));
	SHOW(open("d/none", O_TMPFILE | O_RDWR, 0600));
	SHOW(open("d", __O_TMPFILE | O_RDWR, 0600));
	SHOW(open("d", O_TMPFILE | O_RDWR | O_CREAT, 0600));
	int a = open("d", O_TMPFILE | O_RDWR, 0640), b = open("d", O_TMPFILE | O_WRONLY | O_EXCL, 0644);
	SHOW(fstat(a, &s));
	printf("%o links %d size %d\n", s.st_mode, (int)s.st_nlink, (int)s.st_size);
	printf("flags %x\n", fcntl(a, F_GETFL) & ~0100000);
	snprintf(name, sizeof name, "/proc/self/fd/%d", b);
	SHOW(linkat(AT_FDCWD, name, AT_FDCWD, "b", AT_SYMLINK_FOLLOW));
	snprintf(name, sizeof name, "/proc/self/fd/%d", a);
	SHOW(linkat(AT_FDCWD, name, AT_FDCWD, "f", AT_SYMLINK_FOLLOW));
	SHOW(linkat(AT_FDCWD, name, AT_FDCWD, "a", AT_SYMLINK_FOLLOW));
	SHOW(linkat(AT_FDCWD, name, AT_FDCWD, "a2", AT_SYMLINK_FOLLOW));
	SHOW(fstat(a, &s));
	printf("links %d\n", (int)s.st_nlink);
	SHOW(unlink("a"));
	SHOW(unlink("a2"));
	SHOW(linkat(AT_FDCWD, name, AT_FDCWD, "a3", AT_SYMLINK_FOLLOW));
	int again = open(name, O_RDONLY);
	SHOW(fstat(again, &s));
	printf("links %d\n", (int)s.st_nlink);
	stat("d", &s);
	printf("d has %d links\n", (int)s.st_nlink);
	return 0;
}
