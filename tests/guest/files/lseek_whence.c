/* lseek(2): all the whences, and the errors. */
#include "behaviour.h"

int main(void)
{
	int fd = open("file", O_CREAT | O_RDWR, 0600);
	SHOW(ftruncate(fd, 10));
	SHOW(lseek(fd, -3, SEEK_END));
	SHOW(lseek(fd, -2, SEEK_CUR));
	SHOW(lseek(fd, -6, SEEK_CUR));
	SHOW(lseek(fd, -1, SEEK_SET));
	SHOW(lseek(fd, 5, 7));
	SHOW(lseek(fd, 100, SEEK_END));
	SHOW(lseek(fd, 0, SEEK_CUR));
	SHOW(lseek(fd, INT64_MAX, SEEK_CUR));
	SHOW(lseek(99, 0, SEEK_SET));
	SHOW(lseek(fd, 10, SEEK_DATA));
	SHOW(lseek(fd, 10, SEEK_HOLE));
	SHOW(lseek(fd, -1, SEEK_HOLE));
	SHOW(ftruncate(fd, 3 * 65536));
	SHOW(pwrite(fd, "x", 1, 65536));
	SHOW(fsync(fd));
	SHOW(lseek(fd, 0, SEEK_DATA));
	SHOW(lseek(fd, 65537, SEEK_DATA));
	SHOW(lseek(fd, 0, SEEK_HOLE));
	SHOW(lseek(fd, 65536, SEEK_HOLE));
	SHOW(lseek(fd, 2 * 65536, SEEK_DATA));
	SHOW(lseek(fd, 2 * 65536, SEEK_HOLE));
	int null = open("/dev/null", O_RDWR);
	SHOW(lseek(null, 100, SEEK_SET));
	SHOW(lseek(null, 0, SEEK_CUR));
	return 0;
}
