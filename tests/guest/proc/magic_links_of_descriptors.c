// slow
/* proc(5), /proc/self/fd, /exe, /cwd and /root: links that lead to the file itself: removed, of a pipe, opened with another mode. */
#include "behaviour.h"

int main(void)
{
	char text[200], name[40];
	struct stat s, t;
	int fd = open("f", O_RDWR | O_CREAT, 0600), p[2], ro = open("f", O_RDONLY);
	CHECK(write(fd, "content", 7) == 7 && pipe(p) == 0);
	unlink("f");
	snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
	ssize_t n = readlink(name, text, sizeof text - 1);
	text[n] = 0;
	printf("%s\n", strrchr(text, '/'));
	SHOW(lstat(name, &s));
	printf("%o size %d\n", s.st_mode, (int)s.st_size);
	SHOW(stat(name, &s));
	fstat(fd, &t);
	printf("same %d links %d\n", s.st_ino == t.st_ino, (int)s.st_nlink);
	int again = open(name, O_RDONLY);
	SHOW(read(again, text, 100));
	SHOW(lseek(fd, 0, SEEK_CUR));
	snprintf(name, sizeof name, "/proc/self/fd/%d", ro);
	SHOW(lstat(name, &s));
	printf("%o\n", s.st_mode);
	SHOW(open(name, O_RDWR) >= 0);
	SHOW(open(name, O_RDONLY | O_NOFOLLOW));
	SHOW(open(name, O_PATH | O_NOFOLLOW) >= 0);
	SHOW(open(name, O_RDONLY | O_CREAT | O_EXCL));
	SHOW(unlink(name));
	SHOW(symlink("x", "/proc/self/fd/77"));
	SHOW(chmod(name, 0640));
	fstat(ro, &s), printf("%o\n", s.st_mode);
	snprintf(name, sizeof name, "/proc/self/fd/%d", p[0]);
	int w = open(name, O_WRONLY | O_NONBLOCK);
	SHOW(write(w, "into", 4));
	SHOW(read(p[0], text, 10));
	SHOW(access("/proc/self/fd/99", F_OK));
	SHOW(open("/proc/self/fd/-1", O_RDONLY));
	SHOW(open("/proc/self/fd/03", O_RDONLY));
	SHOW(stat("/proc/self/cwd", &s));
	stat(".", &t), printf("same %d\n", s.st_ino == t.st_ino);
	SHOW(stat("/proc/self/root/.", &s));
	stat("/", &t), printf("same %d\n", s.st_ino == t.st_ino);
	SHOW(readlink("/proc/self/root", text, sizeof text));
	SHOW(readlink("/proc/self/cwd", text, 3));
	SHOW(stat("/proc/self/exe", &s));
	printf("%o\n", s.st_mode & S_IFMT);
	SHOW(open("/proc/self/exe", O_WRONLY));
	SHOW(readlink("/proc/self", text, sizeof text) > 0);
	SHOW(stat("/proc/self/fd", &s));
	printf("%o\n", s.st_mode);
	SHOW(mkdir("/proc/x", 0755));
	SHOW(rename("/proc/version", "/proc/v"));
	return 0;
}
