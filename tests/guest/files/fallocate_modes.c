/* fallocate(2). */
#include "behaviour.h"

int main(void)
{
	struct stat s;
	char b[8];
	int fd = open("file", O_CREAT | O_RDWR, 0644);
	SHOW(fallocate(fd, 0, 0, 10000));
	fstat(fd, &s);
	printf("%ld %d\n", (long)s.st_size, s.st_blocks >= 16);
	SHOW(fallocate(fd, FALLOC_FL_KEEP_SIZE, 10000, 100000));
	fstat(fd, &s);
	printf("%ld\n", (long)s.st_size);
	for (int i = 0; i < 4; i++)
		pwrite(fd, (char[4096]){[0 ... 4095] = 'a' + i}, 4096, i * 4096);
	SHOW(fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 100, 4096));
	SHOW(pread(fd, b, 1, 99));
	printf("%d\n", b[0]);
	SHOW(pread(fd, b, 1, 4195));
	printf("%d\n", b[0]);
	SHOW(pread(fd, b, 1, 4196));
	printf("%d\n", b[0]);
	SHOW(fallocate(fd, FALLOC_FL_PUNCH_HOLE, 0, 4096));
	SHOW(fallocate(fd, FALLOC_FL_ZERO_RANGE, 8192, 10));
	SHOW(pread(fd, b, 1, 8201));
	printf("%d\n", b[0]);
	SHOW(pread(fd, b, 1, 8202));
	printf("%d\n", b[0]);
	SHOW(fallocate(fd, FALLOC_FL_ZERO_RANGE, 16000, 1000));
	fstat(fd, &s);
	printf("%ld\n", (long)s.st_size);
	SHOW(fallocate(fd, FALLOC_FL_COLLAPSE_RANGE, 0, 4096));
	fstat(fd, &s);
	printf("%ld\n", (long)s.st_size);
	SHOW(pread(fd, b, 1, 4106));
	printf("%d\n", b[0]);
	SHOW(fallocate(fd, FALLOC_FL_COLLAPSE_RANGE, 1, 4096));
	SHOW(fallocate(fd, FALLOC_FL_INSERT_RANGE, 4096, 8192));
	fstat(fd, &s);
	printf("%ld\n", (long)s.st_size);
	SHOW(fallocate(fd, 0, -1, 10));
	SHOW(fallocate(fd, 0, 0, 0));
	SHOW(fallocate(fd, 0x100, 0, 10));
	SHOW(fallocate(fd, FALLOC_FL_COLLAPSE_RANGE | FALLOC_FL_KEEP_SIZE, 0, 4096));
	SHOW(fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_ZERO_RANGE | FALLOC_FL_KEEP_SIZE, 0, 4096));
	SHOW(fallocate(open("file", O_RDONLY), 0, 0, 10));
	int ends[2];
	make_pipe(ends);
	SHOW(fallocate(ends[1], 0, 0, 10));
	SHOW(fallocate(open("/dev/null", O_WRONLY), 0, 0, 10));
	SHOW(fallocate(99, 0, 0, 10));
	return 0;
}
