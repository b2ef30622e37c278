// slow
/* lseek(2) and pread(2), ESPIPE: "fd is associated with a pipe, socket, or FIFO"; and what descriptors of other kinds say. */
#include "behaviour.h"
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/timerfd.h>

static void each(const char *what, int fd)
{
	char b[8] = {0};
	printf("%s\n", what);
	SHOW(lseek(fd, 0, SEEK_CUR));
	SHOW(lseek(fd, 0, 99));
	SHOW(pread(fd, b, 0, 0));
	SHOW(pwrite(fd, b, 0, 0));
	SHOW(pread(fd, b, 8, -1));
}

int main(void)
{
	int p[2], s[2];
	CHECK(pipe(p) == 0 && socketpair(AF_UNIX, SOCK_STREAM, 0, s) == 0 && mkfifo("fifo", 0644) == 0);
	each("pipe", p[0]);
	each("end for writing", p[1]);
	each("socket", s[0]);
	each("fifo", open("fifo", O_RDWR));
	each("eventfd", eventfd(0, 0));
	each("timerfd", timerfd_create(CLOCK_MONOTONIC, 0));
	each("inotify", inotify_init());
	each("epoll", epoll_create1(0));
	each("directory", open(".", O_RDONLY));
	each("null", open("/dev/null", O_RDWR));
	return 0;
}
