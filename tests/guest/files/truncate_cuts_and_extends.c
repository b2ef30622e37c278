/* truncate(2), ftruncate(2). */
#include "behaviour.h"
#include <sys/resource.h>

int main(void)
{
	char b[20];
	struct stat s;
	signal(SIGXFSZ, SIG_IGN);
	int fd = open("file", O_CREAT | O_RDWR, 0644);
	write(fd, "abcdefgh", 8);
	SHOW(ftruncate(fd, 3));
	SHOW(ftruncate(fd, 6));
	SHOW(pread(fd, b, 20, 0));
	printf("%d %d %d\n", b[2], b[3], b[5]);
	SHOW(lseek(fd, 0, SEEK_CUR));
	SHOW(truncate("file", 1 << 20));
	stat("file", &s);
	printf("%ld %d\n", (long)s.st_size, s.st_blocks <= 16);
	SHOW(truncate("file", -1));
	SHOW(truncate("missing", 0));
	SHOW(truncate(".", 0));
	SHOW(truncate("/dev/null", 0));
	SHOW(ftruncate(open("file", O_RDONLY), 0));
	SHOW(ftruncate(99, 0));
	int ends[2];
	make_pipe(ends);
	SHOW(ftruncate(ends[1], 0));
	SHOW(ftruncate(open(".", O_RDONLY), 0));
	SHOW(setrlimit(RLIMIT_FSIZE, &(struct rlimit){1 << 21, 1 << 21}));
	SHOW(truncate("file", 1 << 21));
	SHOW(truncate("file", (1 << 21) + 1));
	SHOW(lseek(fd, -2, SEEK_END));
	SHOW(write(fd, "abcd", 4));
	SHOW(lseek(fd, (1 << 21) - 2, SEEK_SET));
	SHOW(write(fd, "abcd", 4));
	SHOW(write(fd, "abcd", 4));
	SHOW(pwrite(fd, "abcd", 4, (1 << 21) + 10));
	SHOW(truncate("file", 100));
	return 0;
}
