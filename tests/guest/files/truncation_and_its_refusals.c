// slow
/* truncate(2) and ftruncate(2): what is not a regular file or is not open for writing; the position stays where it was. */
#include "behaviour.h"
#include <sys/socket.h>

int main(void)
{
	int p[2], s[2], fd = open("f", O_RDWR | O_CREAT, 0644), reader = open("f", O_RDONLY);
	CHECK(pipe(p) == 0 && socketpair(AF_UNIX, SOCK_STREAM, 0, s) == 0 && mkfifo("fifo", 0644) == 0 && mkdir("d", 0755) == 0);
	CHECK(write(fd, "0123456789", 10) == 10);
	SHOW(ftruncate(reader, 5));
	SHOW(ftruncate(fd, 5));
	SHOW(lseek(fd, 0, SEEK_CUR));
	SHOW(write(fd, "x", 1));
	SHOW(lseek(reader, 0, SEEK_END));
	SHOW(ftruncate(fd, -1));
	SHOW(truncate("f", -1));
	SHOW(truncate("d", 0));
	SHOW(truncate("fifo", 0));
	SHOW(truncate("f/x", 0));
	SHOW(truncate("", 0));
	SHOW(ftruncate(p[1], 0));
	SHOW(ftruncate(s[0], 0));
	SHOW(ftruncate(open("d", O_RDONLY), 0));
	SHOW(ftruncate(open("f", O_PATH), 0));
	SHOW(ftruncate(open("/dev/null", O_RDWR), 0));
	SHOW(truncate("/dev/null", 0));
	return 0;
}
