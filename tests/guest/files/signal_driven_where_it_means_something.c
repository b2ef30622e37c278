// O_ASYNC stays off for files that never tell, and FIOASYNC refuses them; open keeps the bit.
#include "behaviour.h"
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
static void show(const char *name, int fd)
{
	CHECK(fd >= 0);
	int on = 1, off = 0;
	fcntl(fd, F_SETFL, O_ASYNC);
	printf("%s: F_SETFL %#x", name, fcntl(fd, F_GETFL) & O_ASYNC);
	fcntl(fd, F_SETFL, 0);
	printf(", FIOASYNC off %s", ioctl(fd, FIOASYNC, &off) ? strerrorname_np(errno) : "0");
	printf(", on %s", ioctl(fd, FIOASYNC, &on) ? strerrorname_np(errno) : "0");
	printf(" %#x\n", fcntl(fd, F_GETFL) & O_ASYNC);
	close(fd);
}
int main(void)
{
	int ends[2], pair[2];
	CHECK(pipe(ends) == 0 && socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0 && mkfifo("fifo", 0600) == 0);
	show("file", open("f", O_RDWR | O_CREAT, 0600));
	show("directory", open(".", O_RDONLY));
	show("null", open("/dev/null", O_RDWR));
	show("urandom", open("/dev/urandom", O_RDONLY));
	show("pipe", ends[0]);
	show("fifo", open("fifo", O_RDWR));
	show("socket", pair[0]);
	show("terminal", open("/dev/ptmx", O_RDWR | O_NOCTTY));
	show("inotify", inotify_init());
	show("epoll", epoll_create1(0));
	show("eventfd", eventfd(0, 0));
	show("timerfd", timerfd_create(CLOCK_MONOTONIC, 0));
	show("proc", open("/proc/self/status", O_RDONLY));
	printf("%#x\n", fcntl(open("f", O_RDONLY | O_ASYNC), F_GETFL) & O_ASYNC);
}
