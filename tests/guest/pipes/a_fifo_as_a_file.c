// slow
/* fifo(7): calls on its name and on what is open: opened for both it never waits, it goes on without its name, and each opening of it is
 * the same pipe. */
#include "behaviour.h"

int main(void)
{
	struct stat s;
	char b[10] = {0};
	CHECK(mkfifo("fifo", 0600) == 0);
	SHOW(mkfifo("fifo", 0600));
	SHOW(open("fifo", O_WRONLY | O_NONBLOCK));
	int both = open("fifo", O_RDWR), reader = open("fifo", O_RDONLY), writer = open("fifo", O_WRONLY | O_TRUNC);
	SHOW(write(both, "one", 3));
	SHOW(read(reader, b, 2));
	SHOW(write(writer, "two", 3));
	SHOW(read(both, b, 10));
	printf("%s\n", b);
	SHOW(open("fifo", O_RDWR | O_DIRECTORY));
	SHOW(open("fifo", O_RDWR | O_CREAT | O_EXCL, 0600));
	SHOW(fsync(both));
	SHOW(fallocate(both, 0, 0, 10));
	SHOW(unlink("fifo"));
	CHECK(fstat(both, &s) == 0);
	printf("fifo %d, size %ld, links %d\n", S_ISFIFO(s.st_mode), (long)s.st_size, (int)s.st_nlink);
	SHOW(write(both, "z", 1));
	SHOW(read(reader, b, 10));
	close(both), close(writer);
	SHOW(read(reader, b, 10));
	return 0;
}
