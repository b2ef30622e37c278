// slow
/* faccessat2(2): AT_SYMLINK_NOFOLLOW, AT_EMPTY_PATH, and what it refuses. */
#include "behaviour.h"
#ifndef SYS_faccessat2
#define SYS_faccessat2 439
#endif

int main(void)
{
	close(creat("f", 0644));
	symlink("none", "dangling");
	symlink("f", "l");
	int fd = open("f", O_RDONLY), path = open("f", O_PATH);
	SHOW(syscall(SYS_faccessat2, AT_FDCWD, "dangling", F_OK, 0));
	SHOW(syscall(SYS_faccessat2, AT_FDCWD, "dangling", F_OK, AT_SYMLINK_NOFOLLOW));
	SHOW(syscall(SYS_faccessat2, AT_FDCWD, "dangling", X_OK, AT_SYMLINK_NOFOLLOW));
	SHOW(syscall(SYS_faccessat2, AT_FDCWD, "l", X_OK, AT_SYMLINK_NOFOLLOW));
	SHOW(syscall(SYS_faccessat2, AT_FDCWD, "l", X_OK, 0));
	SHOW(syscall(SYS_faccessat2, fd, "", R_OK, AT_EMPTY_PATH));
	SHOW(syscall(SYS_faccessat2, path, "", X_OK, AT_EMPTY_PATH));
	SHOW(syscall(SYS_faccessat2, fd, "", R_OK, 0));
	SHOW(syscall(SYS_faccessat2, AT_FDCWD, "", X_OK, AT_EMPTY_PATH));
	SHOW(syscall(SYS_faccessat2, AT_FDCWD, "f", 8, 0));
	SHOW(syscall(SYS_faccessat2, AT_FDCWD, "f", R_OK, 1));
	SHOW(syscall(SYS_faccessat2, fd, "x", R_OK, 0));
	SHOW(syscall(SYS_faccessat2, 99, "x", R_OK, 0));
	SHOW(syscall(SYS_faccessat2, 99, "/", R_OK, 0));
	SHOW(syscall(SYS_faccessat2, AT_FDCWD, NULL, R_OK, 0));
	SHOW(syscall(SYS_faccessat2, AT_FDCWD, "f", R_OK, AT_EACCESS | AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH));
	return 0;
}
