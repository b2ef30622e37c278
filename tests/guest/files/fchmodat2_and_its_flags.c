// slow
/* fchmodat2, since Linux 6.6: AT_SYMLINK_NOFOLLOW and AT_EMPTY_PATH. */
#include "behaviour.h"
#ifndef SYS_fchmodat2
#define SYS_fchmodat2 452
#endif

int main(void)
{
	struct stat s;
	close(creat("f", 0644));
	symlink("f", "l");
	int path = open("f", O_PATH), link = open("l", O_PATH | O_NOFOLLOW);
	SHOW(syscall(SYS_fchmodat2, AT_FDCWD, "f", 0600, 0));
	SHOW(syscall(SYS_fchmodat2, AT_FDCWD, "f", 0604, AT_SYMLINK_NOFOLLOW));
	stat("f", &s), printf("%o\n", s.st_mode);
	SHOW(syscall(SYS_fchmodat2, AT_FDCWD, "l", 0640, AT_SYMLINK_NOFOLLOW));
	SHOW(syscall(SYS_fchmodat2, AT_FDCWD, "l", 0640, 0));
	stat("f", &s), printf("%o\n", s.st_mode);
	SHOW(syscall(SYS_fchmodat2, path, "", 0666, AT_EMPTY_PATH));
	stat("f", &s), printf("%o\n", s.st_mode);
	SHOW(syscall(SYS_fchmodat2, link, "", 0666, AT_EMPTY_PATH));
	SHOW(syscall(SYS_fchmodat2, path, "", 0600, 0));
	SHOW(syscall(SYS_fchmodat2, AT_FDCWD, "f", 0600, AT_REMOVEDIR));
	SHOW(syscall(SYS_fchmodat2, 99, "", 0600, AT_EMPTY_PATH));
	mkdir("d", 0755);
	CHECK(chdir("d") == 0);
	SHOW(syscall(SYS_fchmodat2, AT_FDCWD, "", 0700, AT_EMPTY_PATH));
	stat(".", &s), printf("%o\n", s.st_mode);
	return 0;
}
