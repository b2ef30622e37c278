/* stat(2), lstat(2), fstat(2): types, permissions, sizes, links. */
#include "behaviour.h"
#include <sys/sysmacros.h>

static void show(const char *name)
{
	struct stat s;
	if (lstat(name, &s) == -1) {
		printf("%s: %s\n", name, strerrorname_np(errno));
		return;
	}
	printf("%s: %o links %ld size %ld rdev %u,%u uid %d gid %d blksize %ld\n", name, s.st_mode,
	       S_ISDIR(s.st_mode) ? -1 : (long)s.st_nlink, S_ISDIR(s.st_mode) ? -1 : (long)s.st_size, major(s.st_rdev),
	       minor(s.st_rdev), s.st_uid, s.st_gid, (long)s.st_blksize);
}

int main(void)
{
	umask(027);
	close(open("file", O_CREAT | O_WRONLY, 06777));
	truncate("file", 12345);
	mkdir("folder", 01777);
	symlink("file/target", "link");
	mkfifo("fifo", 0666);
	mknod("socket", S_IFSOCK | 0666, 0);
	mknod("regular", 0640, 0);
	link("file", "second");
	umask(0);
	close(open("open", O_CREAT | O_WRONLY, 0777));
	SHOW(umask(01234));
	SHOW(umask(022));
	show("file");
	show("folder");
	show("link");
	show("fifo");
	show("socket");
	show("regular");
	show("open");
	show("missing");
	show("/dev/null");
	show("/dev/zero");
	struct stat s, two;
	SHOW(stat("link", &s));
	SHOW(stat("fifo", &s));
	SHOW(fstat(open("file", O_RDONLY), &s));
	SHOW(stat("second", &two));
	printf("%d %d %ld\n", s.st_ino == two.st_ino, s.st_dev == two.st_dev, (long)s.st_nlink);
	SHOW(fstat(99, &s));
	SHOW(stat("file", (void *)8));
	SHOW(stat((void *)8, &s));
	SHOW(fstatat(AT_FDCWD, "", &s, 0));
	SHOW(fstatat(AT_FDCWD, "", &s, AT_EMPTY_PATH));
	printf("%o\n", s.st_mode & S_IFMT);
	SHOW(fstatat(open("file", O_PATH), "", &s, AT_EMPTY_PATH));
	printf("%o\n", s.st_mode);
	SHOW(fstatat(AT_FDCWD, "link", &s, AT_SYMLINK_NOFOLLOW));
	SHOW(fstatat(AT_FDCWD, "link", &s, 0x10));
	int ends[2];
	make_pipe(ends);
	SHOW(fstat(ends[0], &s));
	printf("%o %ld\n", s.st_mode, (long)s.st_size);
	return 0;
}
