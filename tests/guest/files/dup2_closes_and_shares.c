/* dup(2): the copy shares offset and status flags but not close-on-exec; what was there is closed. */
#include "behaviour.h"

int main(void)
{
	int fd = open("file", O_CREAT | O_RDWR | O_CLOEXEC, 0600);
	SHOW(write(fd, "abcdef", 6));
	int two = dup(fd);
	SHOW(fcntl(two, F_GETFD));
	SHOW(lseek(two, 1, SEEK_SET));
	SHOW(lseek(fd, 0, SEEK_CUR));
	SHOW(fcntl(two, F_SETFL, O_APPEND));
	printf("%d\n", !!(fcntl(fd, F_GETFL) & O_APPEND));
	SHOW(dup2(fd, fd) == fd);
	SHOW(fcntl(fd, F_GETFD));
	SHOW(dup2(fd, 50));
	SHOW(fcntl(50, F_GETFD));
	SHOW(dup2(99, 50));
	SHOW(dup2(99, 99));
	SHOW(dup2(fd, -1));
	SHOW(dup2(fd, 1 << 20));
	SHOW(dup3(fd, fd, 0));
	SHOW(dup3(fd, 51, O_CLOEXEC));
	SHOW(fcntl(51, F_GETFD));
	SHOW(dup3(fd, 52, O_NONBLOCK));
	int ends[2];
	make_pipe(ends);
	char byte;
	SHOW(dup2(0, ends[1]) == ends[1]);
	SHOW(read(ends[0], &byte, 1));
	SHOW(dup(-1));
	SHOW(close(fd));
	SHOW(write(two, "gh", 2));
	SHOW(lseek(50, 0, SEEK_CUR));
	SHOW(close(fd));
	return 0;
}
