// slow
/* poll(2): POLLERR, POLLHUP and POLLNVAL come unasked, nothing else does; events 0; the same of epoll. */
#include "behaviour.h"
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>

static void look(const char *what, int fd)
{
	struct pollfd p = {fd, 0};
	struct epoll_event e = {0}, got = {0};
	int ep = epoll_create1(0), r = poll(&p, 1, 0);
	errno = 0;
	int added = epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e), n = added ? -1 : epoll_wait(ep, &got, 1, 0);
	printf("%s: poll %d %x, epoll %d %x %s\n", what, r, p.revents, n, n > 0 ? got.events : 0, added ? strerrorname_np(errno) : "");
	close(ep);
}

int main(void)
{
	int p[2], q[2], s[2], t[2];
	CHECK(pipe(p) == 0 && pipe(q) == 0 && socketpair(AF_UNIX, SOCK_STREAM, 0, s) == 0 && socketpair(AF_UNIX, SOCK_STREAM, 0, t) == 0);
	look("pipe", p[0]), look("writable", p[1]);
	CHECK(write(p[1], "x", 1) == 1 && write(s[1], "x", 1) == 1);
	look("readable", p[0]), look("socket", s[0]);
	close(p[1]), close(q[0]), close(s[1]);
	look("no writer", p[0]), look("no reader", q[1]), look("no peer", s[0]);
	shutdown(t[0], SHUT_WR);
	look("half", t[1]), look("its half", t[0]);
	shutdown(t[1], SHUT_WR);
	look("both", t[0]);
	look("closed", 99), look("file", open("f", O_RDWR | O_CREAT, 0600)), look("new stream", socket(AF_UNIX, SOCK_STREAM, 0));
	return 0;
}
