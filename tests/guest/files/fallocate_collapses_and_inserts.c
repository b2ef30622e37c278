// slow
/* fallocate(2): FALLOC_FL_COLLAPSE_RANGE, _INSERT_RANGE and _ZERO_RANGE move or clear whole blocks; what each asks for. */
#include "behaviour.h"

static int fd;
static void look(const char *what)
{
	char row[16] = {0};
	struct stat s;
	fstat(fd, &s);
	for (int i = 0; i * 4096 < s.st_size && i < 15; i++) {
		char c = 0;
		pread(fd, &c, 1, i * 4096);
		row[i] = c ? c : '.';
	}
	printf("%s: %ld %s\n", what, (long)s.st_size, row);
}

int main(void)
{
	char page[4096];
	fd = open("f", O_RDWR | O_CREAT, 0644);
	for (int i = 0; i < 6; i++) {
		memset(page, 'a' + i, sizeof page);
		CHECK(write(fd, page, 4096) == 4096);
	}
	look("begin");
	SHOW(fallocate(fd, FALLOC_FL_COLLAPSE_RANGE, 4096, 4096));
	look("collapsed");
	SHOW(fallocate(fd, FALLOC_FL_COLLAPSE_RANGE, 100, 4096));
	SHOW(fallocate(fd, FALLOC_FL_COLLAPSE_RANGE, 0, 100));
	SHOW(fallocate(fd, FALLOC_FL_COLLAPSE_RANGE, 4096, 16384));
	SHOW(fallocate(fd, FALLOC_FL_COLLAPSE_RANGE | FALLOC_FL_KEEP_SIZE, 0, 4096));
	SHOW(fallocate(fd, FALLOC_FL_INSERT_RANGE, 8192, 8192));
	look("inserted");
	SHOW(fallocate(fd, FALLOC_FL_INSERT_RANGE, 28672, 4096));
	SHOW(fallocate(fd, FALLOC_FL_INSERT_RANGE, 40960, 4096));
	SHOW(fallocate(fd, FALLOC_FL_ZERO_RANGE, 100, 4096));
	look("zeroed");
	char two[2];
	CHECK(pread(fd, two, 2, 99) == 2);
	printf("%c %d\n", two[0], two[1]);
	SHOW(fallocate(fd, FALLOC_FL_ZERO_RANGE, 20000, 20000));
	look("zeroed beyond the end");
	SHOW(fallocate(fd, FALLOC_FL_ZERO_RANGE | FALLOC_FL_KEEP_SIZE, 40000, 20000));
	look("and keeping the size");
	SHOW(fallocate(fd, FALLOC_FL_PUNCH_HOLE, 0, 4096));
	SHOW(fallocate(fd, FALLOC_FL_UNSHARE_RANGE, 0, 4096));
	SHOW(fallocate(fd, FALLOC_FL_KEEP_SIZE, 100000, 1));
	look("kept");
	SHOW(fallocate(fd, 0, 0, 50000));
	look("longer");
	SHOW(posix_fallocate(fd, 0, 0));
	SHOW(posix_fallocate(fd, -1, 5));
	return 0;
}
