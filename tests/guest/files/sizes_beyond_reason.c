/* The largest offsets of ext4, and sparse files of terabytes. */
#include "behaviour.h"

#define TIB (1L << 40)

int main(void)
{
	char b[10];
	struct stat s;
	signal(SIGXFSZ, SIG_IGN);
	int fd = open("file", O_CREAT | O_RDWR, 0644);
	SHOW(ftruncate(fd, 1L << 62));
	SHOW(ftruncate(fd, 0xFFFFFFFF000));
	SHOW(ftruncate(fd, 0xFFFFFFFF001));
	SHOW(lseek(fd, 0xFFFFFFFF000, SEEK_SET));
	SHOW(lseek(fd, 0xFFFFFFFF001, SEEK_SET));
	SHOW(pwrite(fd, "x", 1, 0xFFFFFFFF000));
	SHOW(pwrite(fd, "xy", 2, 0xFFFFFFFEFFF));
	SHOW(pwrite(fd, "x", 1, 3 * TIB));
	SHOW(lseek(fd, 0, SEEK_DATA));
	SHOW(lseek(fd, 3 * TIB, SEEK_HOLE));
	SHOW(pread(fd, b, 5, 3 * TIB));
	printf("%d %d\n", b[0], b[1]);
	SHOW(fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 10 * TIB));
	SHOW(pread(fd, b, 5, 3 * TIB));
	printf("%d %d\n", b[0], b[1]);
	SHOW(ftruncate(fd, 4 * TIB));
	SHOW(pwrite(fd, "z", 1, 2 * TIB));
	SHOW(fallocate(fd, FALLOC_FL_COLLAPSE_RANGE, TIB, TIB));
	SHOW(pread(fd, b, 1, TIB));
	printf("%d\n", b[0]);
	SHOW(fallocate(fd, FALLOC_FL_INSERT_RANGE, 0, 4096));
	SHOW(pread(fd, b, 1, TIB + 4096));
	printf("%d\n", b[0]);
	fstat(fd, &s);
	printf("%ld\n", (long)s.st_size);
	SHOW(fallocate(fd, 0, 0, 1L << 62));
	SHOW(ftruncate(fd, 0));
	return 0;
}
