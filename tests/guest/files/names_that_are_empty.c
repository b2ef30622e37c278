// slow
/* ENOENT for an empty path, and AT_EMPTY_PATH where it means the descriptor itself. */
#include "behaviour.h"

int main(void)
{
	struct stat s;
	char text[10] = {0};
	CHECK(symlink("target", "l") == 0);
	int fd = open("f", O_RDWR | O_CREAT, 0644), link = open("l", O_PATH | O_NOFOLLOW);
	SHOW(open("", O_RDONLY));
	SHOW(open("", O_CREAT | O_RDWR, 0644));
	SHOW(mkdir("", 0755));
	SHOW(unlink(""));
	SHOW(rename("f", ""));
	SHOW(symlink("", "empty"));
	SHOW(symlink("x", ""));
	SHOW(chdir(""));
	SHOW(fstatat(fd, "", &s, 0));
	SHOW(fstatat(fd, "", &s, AT_EMPTY_PATH));
	SHOW(fstatat(fd, "x", &s, AT_EMPTY_PATH));
	SHOW(fstatat(99, "", &s, AT_EMPTY_PATH));
	SHOW(fstatat(AT_FDCWD, "", &s, AT_EMPTY_PATH));
	SHOW(readlinkat(link, "", text, 10));
	printf("%s\n", text);
	SHOW(readlinkat(fd, "", text, 10));
	SHOW(fchownat(fd, "", -1, -1, AT_EMPTY_PATH));
	SHOW(fchownat(fd, "", -1, -1, 0));
	SHOW(faccessat(fd, "", R_OK, 0));
	SHOW(openat(fd, "", O_RDONLY));
	SHOW(unlinkat(fd, "", 0));
	return 0;
}
