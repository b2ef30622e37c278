// slow
/* poll(2): what each kind of file says when asked for everything, and negative, closed and repeated descriptors. */
#include "behaviour.h"
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <netinet/in.h>

static void look(const char *what, int fd)
{
	struct pollfd p = {fd, 0x7fff, 0x5555};
	errno = 0;
	int r = poll(&p, 1, 0);
	printf("%s: %d %x\n", what, r, p.revents);
}

int main(void)
{
	int p[2], s[2];
	sigset_t set;
	sigemptyset(&set);
	CHECK(pipe(p) == 0 && socketpair(AF_UNIX, SOCK_DGRAM, 0, s) == 0);
	look("file", open("f", O_RDWR | O_CREAT, 0600)), look("read only", open("f", O_RDONLY)), look("directory", open(".", O_RDONLY)), look("path", open("f", O_PATH));
	look("null", open("/dev/null", O_RDONLY)), look("zero", open("/dev/zero", O_RDWR)), look("full", open("/dev/full", O_RDWR)), look("urandom", open("/dev/urandom", O_RDONLY));
	look("pipe r", p[0]), look("pipe w", p[1]), look("datagram", s[0]), look("eventfd", eventfd(0, 0)), look("eventfd 1", eventfd(1, 0));
	look("timerfd", timerfd_create(CLOCK_MONOTONIC, 0)), look("signalfd", signalfd(-1, &set, 0)), look("inotify", inotify_init()), look("epoll", epoll_create1(0));
	look("memfd", memfd_create("m", 0)), look("pidfd", syscall(SYS_pidfd_open, getpid(), 0)), look("unix stream", socket(AF_UNIX, SOCK_STREAM, 0));
	look("tcp", socket(AF_INET, SOCK_STREAM, 0)), look("udp", socket(AF_INET, SOCK_DGRAM, 0)), look("proc", open("/proc/self/stat", O_RDONLY));
	look("mounts", open("/proc/self/mounts", O_RDONLY)), look("proc dir", open("/proc/self", O_RDONLY)), look("maps", open("/proc/self/maps", O_RDONLY));
	look("negative", -1), look("closed", 999), look("most negative", -2147483647);
	struct pollfd many[3] = {{p[1], POLLOUT}, {p[1], POLLOUT}, {-5, POLLIN, 7}};
	SHOW(poll(many, 3, -1));
	printf("%x %x %x\n", many[0].revents, many[1].revents, many[2].revents);
	SHOW(poll(NULL, 0, 1));
	SHOW(poll((void *)1, 1, 0));
	SHOW(poll(many, 0x7fffffff, 0));
	return 0;
}
