/* inode(7): which operation changes which of the three times. */
#include "behaviour.h"

static struct stat before;

static void begin(const char *name)
{
	struct timespec old[2] = {{1000, 0}, {1000, 0}};
	CHECK(utimensat(AT_FDCWD, name, old, AT_SYMLINK_NOFOLLOW) == 0);
	usleep(20000);
	CHECK(lstat(name, &before) == 0);
	usleep(20000);
}

static void end(const char *what, const char *name)
{
	struct stat s;
	if (lstat(name, &s) == -1)
		return;
#define CHANGED(f) (s.f.tv_sec != before.f.tv_sec || s.f.tv_nsec != before.f.tv_nsec)
	printf("%s:%s%s%s\n", what, CHANGED(st_atim) ? " atime" : "", CHANGED(st_mtim) ? " mtime" : "",
	       CHANGED(st_ctim) ? " ctime" : "");
}

#define ON(name, call) \
	do { \
		begin(name); \
		CHECK((long)(call) != -1); \
		end(#call, name); \
	} while (0)

int main(void)
{
	char b[100];
	int fd = open("file", O_CREAT | O_RDWR, 0644);
	mkdir("d", 0755);
	symlink("file", "link");
	ON("file", write(fd, "abc", 3));
	ON("file", write(fd, "", 0));
	ON("file", pread(fd, b, 1, 0));
	ON("file", pread(fd, b, 1, 100));
	ON("file", ftruncate(fd, 3));
	ON("file", ftruncate(fd, 2));
	ON("file", truncate("file", 2));
	ON("file", chmod("file", 0600));
	ON("file", chown("file", -1, -1));
	ON("file", link("file", "second"));
	ON("file", unlink("second"));
	ON("file", rename("file", "file2"));
	rename("file2", "file");
	ON("file", open("file", O_RDONLY));
	ON("file", open("file", O_WRONLY | O_TRUNC));
	ON("file", lseek(fd, 0, SEEK_SET));
	ON("d", open("d/x", O_CREAT | O_WRONLY, 0644));
	ON("d", open("d/x", O_CREAT | O_WRONLY, 0644));
	ON("d", link("d/x", "d/y"));
	ON("d", unlink("d/x"));
	ON("d", rename("d/y", "d/z"));
	ON("d", mkdir("d/e", 0755));
	ON("d", rmdir("d/e"));
	ON("d", symlink("x", "d/l"));
	ON("d", readlink("d/l", b, 10));
	ON("link", readlink("link", b, 10));
	ON("link", open("link", O_RDONLY));
	int dir = open("d", O_RDONLY);
	ON("d", syscall(SYS_getdents64, dir, b, 100));
	return 0;
}
