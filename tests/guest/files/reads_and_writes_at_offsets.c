/* read(2), write(2), pread(2), pwrite(2): offsets, end of file, holes, append. */
#include "behaviour.h"

static void contents(const char *name)
{
	char text[100];
	int fd = open(name, O_RDONLY);
	ssize_t n = read(fd, text, sizeof text);
	close(fd);
	for (ssize_t i = 0; i < n; i++)
		putchar(text[i] ? text[i] : '.');
	putchar('\n');
}

int main(void)
{
	char b[100] = {0};
	int fd = open("file", O_CREAT | O_RDWR, 0600);
	SHOW(write(fd, "hello", 5));
	SHOW(read(fd, b, 10));
	SHOW(lseek(fd, 1, SEEK_SET));
	SHOW(read(fd, b, 3));
	printf("%.3s\n", b);
	SHOW(pread(fd, b, 10, 2));
	SHOW(pread(fd, b, 10, 5));
	SHOW(pread(fd, b, 10, 500));
	SHOW(pread(fd, b, 10, -1));
	SHOW(pwrite(fd, "XY", 2, 8));
	SHOW(lseek(fd, 0, SEEK_CUR));
	contents("file");
	SHOW(lseek(fd, 12, SEEK_SET));
	SHOW(read(fd, b, 1));
	SHOW(write(fd, "end", 3));
	contents("file");
	int a = open("file", O_WRONLY | O_APPEND);
	SHOW(lseek(a, 0, SEEK_CUR));
	SHOW(write(a, "++", 2));
	SHOW(lseek(a, 0, SEEK_CUR));
	SHOW(pwrite(a, "--", 2, 0));
	contents("file");
	SHOW(read(a, b, 1));
	SHOW(write(fd, b, 0));
	int r = open("file", O_RDONLY);
	SHOW(write(r, "x", 1));
	SHOW(write(r, "x", 0));
	SHOW(pwrite(r, "x", 1, 0));
	SHOW(read(r, (void *)8, 4));
	SHOW(write(fd, (void *)8, 4));
	SHOW(read(99, b, 1));
	SHOW(read(r, b, -1));
	SHOW(read(open(".", O_RDONLY), b, 1));
	SHOW(pread(open(".", O_RDONLY), b, 1, 0));
	int ends[2];
	make_pipe(ends);
	SHOW(pread(ends[0], b, 1, 0));
	SHOW(pwrite(ends[1], b, 1, 0));
	SHOW(pread(ends[1], b, 1, 0));
	SHOW(lseek(ends[0], 0, SEEK_SET));
	SHOW(close(open("file", O_WRONLY | O_TRUNC)));
	contents("file");
	return 0;
}
