// slow
/* epoll_ctl(2): each operation and error; EPOLLEXCLUSIVE's rules, EPOLLWAKEUP, events that come unasked. */
#include "behaviour.h"
#include <sys/epoll.h>
#include <sys/eventfd.h>

int main(void)
{
	struct epoll_event e = {EPOLLIN}, got[4];
	int ep = epoll_create1(EPOLL_CLOEXEC), v = eventfd(0, 0), file = open("f", O_RDWR | O_CREAT, 0600), dir = open(".", O_RDONLY), null = open("/dev/null", O_RDONLY);
	SHOW(epoll_create(0));
	SHOW(epoll_create1(1));
	SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, v, NULL));
	SHOW(epoll_ctl(ep, EPOLL_CTL_MOD, v, &e));
	SHOW(epoll_ctl(ep, EPOLL_CTL_DEL, v, NULL));
	SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, v, &e));
	SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, v, &e));
	SHOW(epoll_ctl(ep, 9, v, &e));
	SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, ep, &e));
	SHOW(epoll_ctl(v, EPOLL_CTL_ADD, ep, &e));
	SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, file, &e));
	SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, dir, &e));
	SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, null, &e));
	SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, 99, &e));
	SHOW(epoll_ctl(99, EPOLL_CTL_ADD, v, &e));
	SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, open("f", O_PATH), &e));
	e.events = EPOLLIN | EPOLLEXCLUSIVE;
	SHOW(epoll_ctl(ep, EPOLL_CTL_MOD, v, &e));
	int copy = dup(v);
	SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, copy, &e));
	e.events = EPOLLIN;
	SHOW(epoll_ctl(ep, EPOLL_CTL_MOD, copy, &e));
	SHOW(epoll_ctl(ep, EPOLL_CTL_DEL, copy, &e));
	e.events = EPOLLIN | EPOLLEXCLUSIVE | EPOLLONESHOT;
	SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, copy, &e));
	int inner = epoll_create1(0);
	e.events = EPOLLIN | EPOLLEXCLUSIVE;
	SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, inner, &e));
	SHOW(epoll_wait(ep, got, 0, 0));
	SHOW(epoll_wait(ep, got, -1, 0));
	SHOW(epoll_wait(ep, got, 0x7fffffff, 0));
	SHOW(epoll_wait(v, got, 1, 0));
	SHOW(epoll_wait(99, got, 1, 0));
	CHECK(eventfd_write(v, 1) == 0);
	SHOW(epoll_wait(ep, (void *)1, 1, 0));
	SHOW(epoll_wait(ep, got, 4, 0));
	SHOW(epoll_pwait(ep, got, 4, 0, NULL));
	SHOW(read(ep, got, 1));
	SHOW(write(ep, got, 1));
	SHOW(lseek(ep, 0, SEEK_SET));
	return 0;
}
