// slow
// needs: root
/* chmod(2): "If the calling process is not privileged, and the group of the file does not match the effective group ID of the process or one
 * of its supplementary group IDs, the S_ISGID bit will be turned off"; of directories too; the sticky bit of a file is anybody's. */
#include "behaviour.h"
#include <grp.h>

static int as_user(void)
{
	struct stat s;
	gid_t groups[] = {500};
	CHECK(setgroups(1, groups) == 0 && setresgid(1000, 1000, 1000) == 0 && setresuid(1000, 1000, 1000) == 0);
	for (char **n = (char *[]){"f1000", "f500", "f0", "d0", "d500", NULL}; *n; n++) {
		SHOW(chmod(*n, 07775));
		stat(*n, &s);
		printf("%s %o\n", *n, s.st_mode);
	}
	SHOW(chmod("root", 0777));
	int fd = open("f1000", O_PATH);
	SHOW(fchmod(fd, 0600));
	SHOW(syscall(SYS_fchmodat, AT_FDCWD, "link", 0640));
	stat("f1000", &s), printf("%o\n", s.st_mode);
	SHOW(fchmodat(AT_FDCWD, "link", 0600, AT_SYMLINK_NOFOLLOW));
	SHOW(chmod("f1000", 0177777));
	stat("f1000", &s), printf("%o\n", s.st_mode);
	return 0;
}

int main(void)
{
	umask(0);
	close(creat("f1000", 0666)), chown("f1000", 1000, 1000);
	close(creat("f500", 0666)), chown("f500", 1000, 500);
	close(creat("f0", 0666)), chown("f0", 1000, 0);
	mkdir("d0", 0777), chown("d0", 1000, 0);
	mkdir("d500", 0777), chown("d500", 1000, 500);
	close(creat("root", 0666));
	symlink("f1000", "link"), lchown("link", 1000, 1000);
	wait_status(child(as_user));
	return 0;
}
