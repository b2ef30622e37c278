// slow
/* epoll(7), EPOLLET: what counts as an edge for eventfd, pipe, stream socket and terminal; EPOLL_CTL_MOD makes one; EPOLLRDHUP and EPOLLHUP. */
#include "behaviour.h"
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

static int ep;
static void look(const char *what)
{
	struct epoll_event got[8];
	int n = epoll_wait(ep, got, 8, 0);
	printf("  %s:", what);
	for (int i = 0; i < n; i++)
		printf(" %x", got[i].events);
	puts("");
}

static void add(int fd, unsigned events)
{
	struct epoll_event e = {events | EPOLLET};
	ep = epoll_create1(0);
	CHECK(epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e) == 0);
}

int main(void)
{
	char b[100];
	int p[2], s[2], v = eventfd(0, EFD_NONBLOCK);
	struct epoll_event e = {EPOLLIN | EPOLLET};
	puts("eventfd");
	add(v, EPOLLIN | EPOLLOUT), look("begin"), look("again"), eventfd_write(v, 1), look("written"), eventfd_write(v, 1), look("written again"), read(v, b, 8), look("read"),
		eventfd_write(v, 0), look("zero");
	puts("pipe");
	pipe(p), add(p[0], EPOLLIN), look("begin"), write(p[1], "a", 1), look("written"), write(p[1], "b", 1), look("again"), read(p[0], b, 1), look("one read"),
		epoll_ctl(ep, EPOLL_CTL_MOD, p[0], &e), look("modified"), read(p[0], b, 1), look("empty"), close(p[1]), look("closed"), look("still");
	puts("socket");
	socketpair(AF_UNIX, SOCK_STREAM, 0, s), add(s[0], EPOLLIN | EPOLLOUT | EPOLLRDHUP), look("begin"), write(s[1], "a", 1), look("written"), write(s[1], "b", 1),
		look("again"), read(s[0], b, 100), look("read"), write(s[0], "c", 1), look("we wrote"), read(s[1], b, 1), look("it read"), shutdown(s[1], SHUT_WR), look("shut"),
		close(s[1]), look("closed"), look("still");
	puts("one shot");
	int q[2];
	pipe(q);
	e.events = EPOLLIN | EPOLLONESHOT;
	ep = epoll_create1(0), epoll_ctl(ep, EPOLL_CTL_ADD, q[0], &e), write(q[1], "a", 1), look("written"), write(q[1], "b", 1), look("again"),
		epoll_ctl(ep, EPOLL_CTL_MOD, q[0], &e), look("armed"), close(q[1]), look("hung up"), epoll_ctl(ep, EPOLL_CTL_MOD, q[0], &e), look("armed");
	return 0;
}
