// slow
/* pipe(7): when a pipe is readable and writable: PIPE_BUF bytes of room, end of file, broken; and what an edge is. */
#include "behaviour.h"
#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>

static int p[2];
static void look(const char *what)
{
	struct pollfd f[2] = {{p[0], POLLIN | POLLRDHUP | POLLPRI}, {p[1], POLLOUT | POLLIN}};
	fd_set r, w, e;
	FD_ZERO(&r);
	FD_ZERO(&w);
	FD_ZERO(&e);
	FD_SET(p[0], &r), FD_SET(p[1], &w), FD_SET(p[1], &e), FD_SET(p[1], &r);
	poll(f, 2, 0);
	struct timeval zero = {0, 0};
	int n = select(20, &r, &w, &e, &zero);
	printf("%s: poll %x %x, select %d: r %d w %d e %d wr %d\n", what, f[0].revents, f[1].revents, n, FD_ISSET(p[0], &r), FD_ISSET(p[1], &w),
	       FD_ISSET(p[1], &e), FD_ISSET(p[1], &r));
}

int main(void)
{
	char b[65536] = {0};
	CHECK(pipe2(p, O_NONBLOCK) == 0);
	look("empty");
	CHECK(write(p[1], b, 1) == 1);
	look("a byte");
	CHECK(write(p[1], b, 61439) == 61439);
	look("fifteen pages");
	CHECK(write(p[1], b, 1) == 1);
	look("and a byte");
	CHECK(write(p[1], b, 4095) == 4095);
	look("full");
	CHECK(read(p[0], b, 4095) == 4095);
	look("a byte less than a page read");
	CHECK(read(p[0], b, 1) == 1);
	look("a page read");
	struct epoll_event e = {EPOLLOUT | EPOLLET}, got;
	int ep = epoll_create1(0);
	CHECK(epoll_ctl(ep, EPOLL_CTL_ADD, p[1], &e) == 0);
	SHOW(epoll_wait(ep, &got, 1, 0));
	SHOW(epoll_wait(ep, &got, 1, 0));
	CHECK(write(p[1], b, 4096) == 4096);
	CHECK(read(p[0], b, 10) == 10);
	SHOW(epoll_wait(ep, &got, 1, 0));
	CHECK(read(p[0], b, 8192) == 8192);
	SHOW(epoll_wait(ep, &got, 1, 0));
	int copy = dup(p[1]);
	close(p[0]);
	p[0] = open("/dev/null", O_RDONLY);
	look("broken");
	close(copy);
	return 0;
}
