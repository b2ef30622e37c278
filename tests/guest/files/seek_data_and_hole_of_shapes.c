// slow
/* lseek(2), SEEK_DATA and SEEK_HOLE, and st_blocks, over files of several shapes. */
#include "behaviour.h"

static void look(const char *what, int fd)
{
	struct stat s;
	off_t at = 0, end = lseek(fd, 0, SEEK_END);
	fstat(fd, &s);
	printf("%s: size %ld blocks %ld:", what, (long)s.st_size, (long)s.st_blocks);
	while (at < end) {
		off_t data = lseek(fd, at, SEEK_DATA);
		if (data < 0) {
			printf(" no more data %s", strerrorname_np(errno));
			break;
		}
		off_t hole = lseek(fd, data, SEEK_HOLE);
		printf(" [%ld,%ld)", (long)data, (long)hole);
		at = hole;
	}
	puts("");
}

int main(void)
{
	char page[4096];
	memset(page, 'x', sizeof page);
	int fd = open("f", O_RDWR | O_CREAT, 0644);
	look("empty", fd);
	SHOW(lseek(fd, 0, SEEK_HOLE));
	CHECK(ftruncate(fd, 100000) == 0);
	look("only a hole", fd);
	CHECK(pwrite(fd, "x", 1, 50000) == 1);
	look("one byte", fd);
	CHECK(pwrite(fd, page, 4096, 8192) == 4096 && pwrite(fd, page, 4096, 12288) == 4096);
	look("two pages", fd);
	CHECK(pwrite(fd, "end", 3, 99997) == 3);
	look("the end", fd);
	CHECK(fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 10000, 4000) == 0);
	look("a hole that reaches no whole page", fd);
	CHECK(fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 8000, 10000) == 0);
	look("a hole over pages", fd);
	CHECK(ftruncate(fd, 50001) == 0);
	look("cut", fd);
	CHECK(ftruncate(fd, 60000) == 0);
	look("longer", fd);
	CHECK(lseek(fd, 70000, SEEK_SET) == 70000 && write(fd, "z", 1) == 1);
	look("written beyond the end", fd);
	SHOW(lseek(fd, 70000, SEEK_DATA));
	SHOW(lseek(fd, 70001, SEEK_DATA));
	SHOW(lseek(fd, 70000, SEEK_HOLE));
	SHOW(lseek(fd, 70001, SEEK_HOLE));
	SHOW(lseek(fd, -1, SEEK_DATA));
	SHOW(lseek(fd, 5, SEEK_HOLE));
	SHOW(lseek(fd, 50000, SEEK_DATA));
	return 0;
}
