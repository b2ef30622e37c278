// slow
/* epoll(7), nested: events come through, depth and loops are bounded (ELOOP), a changed inner set wakes the outer. */
#include "behaviour.h"
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

int main(void)
{
	struct epoll_event e = {EPOLLIN}, got;
	int v = eventfd(0, 0), chain[8];
	for (int i = 0; i < 8; i++) {
		chain[i] = epoll_create1(0);
		errno = 0;
		int r = epoll_ctl(chain[i], EPOLL_CTL_ADD, i ? chain[i - 1] : v, &e);
		printf("level %d: %s\n", i, r ? strerrorname_np(errno) : "ok");
	}
	eventfd_write(v, 1);
	for (int i = 0; i < 8; i++) {
		struct pollfd p = {chain[i], POLLIN | POLLOUT};
		poll(&p, 1, 0);
		printf("level %d: wait %d poll %x\n", i, epoll_wait(chain[i], &got, 1, 0), p.revents);
	}
	eventfd_t n;
	eventfd_read(v, &n);
	SHOW(epoll_wait(chain[2], &got, 1, 0));
	SHOW(epoll_ctl(chain[0], EPOLL_CTL_ADD, chain[2], &e));
	SHOW(epoll_ctl(chain[0], EPOLL_CTL_ADD, chain[0], &e));
	int a = epoll_create1(0), b = epoll_create1(0), w = eventfd(1, 0);
	e.events = EPOLLIN | EPOLLET;
	SHOW(epoll_ctl(a, EPOLL_CTL_ADD, b, &e));
	SHOW(epoll_wait(a, &got, 1, 0));
	e.events = EPOLLIN;
	SHOW(epoll_ctl(b, EPOLL_CTL_ADD, w, &e));
	SHOW(epoll_wait(a, &got, 1, 0));
	SHOW(epoll_wait(a, &got, 1, 0));
	SHOW(epoll_ctl(b, EPOLL_CTL_DEL, w, &e));
	SHOW(epoll_wait(a, &got, 1, 0));
	return 0;
}
