/* utimensat(2), utimes(2), utime(2), futimens(3): what is set, UTIME_NOW, UTIME_OMIT, errors. */
#include "behaviour.h"
#include <sys/time.h>
#include <utime.h>

static void times(const char *name)
{
	struct stat s;
	lstat(name, &s);
	printf("%s %ld.%09ld %ld.%09ld\n", name, s.st_atim.tv_sec, s.st_atim.tv_nsec, s.st_mtim.tv_sec, s.st_mtim.tv_nsec);
}

int main(void)
{
	int fd = open("file", O_CREAT | O_RDWR, 0644);
	symlink("file", "link");
	struct timespec t[2] = {{1000, 123456789}, {2000, 987654321}};
	SHOW(utimensat(AT_FDCWD, "file", t, 0));
	times("file");
	t[0].tv_nsec = UTIME_OMIT;
	t[1].tv_sec = 3000;
	SHOW(utimensat(AT_FDCWD, "link", t, 0));
	times("file");
	t[0].tv_nsec = t[1].tv_nsec = UTIME_OMIT;
	SHOW(utimensat(AT_FDCWD, "missing", t, 0));
	t[0].tv_nsec = 1000000000;
	SHOW(utimensat(AT_FDCWD, "file", t, 0));
	t[0] = (struct timespec){-5, 7};
	t[1] = (struct timespec){5, 0};
	SHOW(utimensat(AT_FDCWD, "link", t, AT_SYMLINK_NOFOLLOW));
	times("link");
	SHOW(futimens(fd, t));
	times("file");
	SHOW(utimensat(AT_FDCWD, "file", t, 1));
	SHOW(utimensat(AT_FDCWD, NULL, t, 0));
	SHOW(utimes("file", (struct timeval[]){{10, 20}, {30, 40}}));
	times("file");
	SHOW(utimes("file", (struct timeval[]){{10, 1000000}, {30, 40}}));
	SHOW(utime("file", &(struct utimbuf){11, 22}));
	times("file");
	SHOW(utimensat(AT_FDCWD, "file", NULL, 0));
	struct stat s;
	stat("file", &s);
	printf("%d\n", s.st_atim.tv_sec == s.st_mtim.tv_sec && s.st_mtim.tv_sec > 1000000);
	SHOW(utimes("missing", NULL));
	SHOW(utimensat(AT_FDCWD, "", t, 0));
	SHOW(utimensat(open("file", O_PATH), "", t, AT_EMPTY_PATH));
	times("file");
	return 0;
}
