// slow
/* symlink(7), readlink(2): any text, its length as size, cut by a short buffer; modes and owners; made over something. */
#include "behaviour.h"

int main(void)
{
	char text[5000], got[5000];
	struct stat s;
	SHOW(symlink("some/where/", "l"));
	SHOW(lstat("l", &s));
	printf("%o size %d\n", s.st_mode, (int)s.st_size);
	memset(got, '#', sizeof got);
	SHOW(readlink("l", got, 4));
	printf("%.6s\n", got);
	SHOW(readlink("l", got, 0));
	SHOW(readlink("l", got, -1));
	SHOW(readlink("l", (void *)1, 10));
	SHOW(readlink("l/", got, 10));
	SHOW(symlink("x", "l"));
	SHOW(symlink("x", "new/"));
	SHOW(symlink("x", "none/l"));
	memset(text, 't', 4095), text[4095] = 0;
	SHOW(symlink(text, "long"));
	SHOW(lstat("long", &s));
	printf("%d\n", (int)s.st_size);
	SHOW(access("long", F_OK));
	SHOW(symlink("\xff\n \\", "odd"));
	SHOW(readlink("odd", got, 10));
	SHOW(chmod("l", 0600));
	SHOW(fchmodat(AT_FDCWD, "l", 0600, AT_SYMLINK_NOFOLLOW));
	SHOW(lchown("l", getuid(), getgid()));
	int fd = open("l", O_PATH | O_NOFOLLOW);
	SHOW(readlinkat(fd, "", got, 100));
	SHOW(fstat(fd, &s));
	printf("%o\n", s.st_mode);
	symlink(".", "dot");
	SHOW(access("dot/dot/dot/l/../dot", F_OK));
	SHOW(readlink("dot/dot", got, 10));
	SHOW(rmdir("dot"));
	SHOW(unlink("dot/"));
	SHOW(unlink("dot"));
	return 0;
}
