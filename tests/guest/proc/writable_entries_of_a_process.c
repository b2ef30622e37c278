// slow
/* proc(5): comm is written, oom_score_adj has bounds, other files are read-only; reading in small pieces and from an offset. */
#include "behaviour.h"

static void put(const char *name, const char *text)
{
	int fd = open(name, O_RDWR);
	errno = 0;
	ssize_t n = fd < 0 ? -1 : write(fd, text, strlen(text));
	printf("%s < %s: %zd %s\n", name, text, n, n < 0 ? strerrorname_np(errno) : "");
	close(fd);
}

static void show(const char *name)
{
	char text[100] = {0};
	int fd = open(name, O_RDONLY);
	ssize_t n = read(fd, text, 99);
	printf("%s: %zd %s", name, n, text);
	close(fd);
}

int main(void)
{
	char piece[4] = {0};
	show("/proc/self/comm");
	put("/proc/self/comm", "a name that is too long for it"), show("/proc/self/comm");
	put("/proc/self/comm", "x\n"), show("/proc/self/comm");
	put("/proc/self/oom_score_adj", "500"), show("/proc/self/oom_score_adj");
	put("/proc/self/oom_score_adj", "1001"), put("/proc/self/oom_score_adj", "word"), put("/proc/self/oom_score_adj", "0");
	int fd = open("/proc/self/comm", O_RDONLY);
	SHOW(pread(fd, piece, 1, 1));
	SHOW(pread(fd, piece, 1, 100));
	SHOW(lseek(fd, 0, SEEK_END));
	SHOW(lseek(fd, 1, SEEK_SET));
	SHOW(read(fd, piece, 3));
	SHOW(ftruncate(fd, 0));
	SHOW(truncate("/proc/self/comm", 0));
	SHOW(open("/proc/self/comm", O_RDWR | O_TRUNC) >= 0);
	SHOW(open("/proc/version", O_WRONLY) >= 0);
	fd = open("/proc/version", O_RDWR);
	SHOW(write(fd, "x", 1));
	struct stat s;
	SHOW(stat("/proc/self/comm", &s));
	printf("%o size %d blocks %d links %d\n", s.st_mode, (int)s.st_size, (int)s.st_blocks, (int)s.st_nlink);
	SHOW(stat("/proc/self/mem", &s));
	printf("%o\n", s.st_mode);
	SHOW(stat("/proc/self/task", &s));
	printf("%o links %d\n", s.st_mode, (int)s.st_nlink);
	return 0;
}
