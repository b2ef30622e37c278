// slow
// needs: root
/* utimensat(2), "Permissions requirements": to set both to the current time one may write, own or be privileged; other changes are the owner's. */
#include "behaviour.h"

static void try(const char *name)
{
	struct timespec now[2] = {{0, UTIME_NOW}, {0, UTIME_NOW}}, past[2] = {{1, 0}, {1, 0}}, one[2] = {{0, UTIME_NOW}, {0, UTIME_OMIT}};
	struct timespec omit[2] = {{0, UTIME_OMIT}, {0, UTIME_OMIT}};
	printf("%s\n", name);
	SHOW(utimensat(AT_FDCWD, name, NULL, 0));
	SHOW(utimensat(AT_FDCWD, name, now, 0));
	SHOW(utimensat(AT_FDCWD, name, past, 0));
	SHOW(utimensat(AT_FDCWD, name, one, 0));
	SHOW(utimensat(AT_FDCWD, name, omit, 0));
}

static int as_user(void)
{
	CHECK(setresuid(1000, 1000, 1000) == 0);
	for (char **n = (char *[]){"mine", "writable", "readable", "link", "absent", "d/closed", NULL}; *n; n++)
		try(*n);
	SHOW(utimensat(AT_FDCWD, "link", NULL, AT_SYMLINK_NOFOLLOW));
	int fd = open("readable", O_RDONLY), w = open("writable", O_RDONLY);
	SHOW(futimens(fd, NULL));
	SHOW(futimens(w, NULL));
	return 0;
}

int main(void)
{
	umask(0);
	mkdir("d", 0700), close(creat("d/closed", 0666));
	close(creat("mine", 0)), chown("mine", 1000, 1000);
	close(creat("writable", 0666)), close(creat("readable", 0644));
	symlink("writable", "link");
	wait_status(child(as_user));
	struct timespec bad[2] = {{0, 1000000000}, {0, 0}}, far[2] = {{-5, 7}, {1L << 33, 999999999}};
	struct stat s;
	SHOW(utimensat(AT_FDCWD, "mine", bad, 0));
	SHOW(utimensat(AT_FDCWD, "mine", far, 0));
	stat("mine", &s);
	printf("%ld.%09ld %ld.%09ld\n", (long)s.st_atim.tv_sec, s.st_atim.tv_nsec, (long)s.st_mtim.tv_sec, s.st_mtim.tv_nsec);
	SHOW(utimensat(AT_FDCWD, "mine", far, AT_SYMLINK_FOLLOW));
	SHOW(utimensat(AT_FDCWD, NULL, far, 0));
	SHOW(syscall(SYS_utimensat, 1000, NULL, far, 0));
	SHOW(syscall(SYS_utimensat, 0, NULL, NULL, AT_SYMLINK_NOFOLLOW));
	return 0;
}
