#include "behaviour.h"
#include <sys/epoll.h>
#include <sys/eventfd.h>

static void show(int ep, int timeout)
{
	struct epoll_event e[10];
	int n = epoll_wait(ep, e, 10, timeout);
	printf("%d:", n);
	for (int i = 0; i < n; i++)
		printf(" %x/%lu", e[i].events, (unsigned long)e[i].data.u64);
	printf("\n");
}

int main(void)
{
	int p[2], q[2];
	CHECK(pipe2(p, O_NONBLOCK) == 0 && pipe2(q, O_NONBLOCK) == 0);
	int ep = epoll_create1(EPOLL_CLOEXEC);
	struct epoll_event e = { EPOLLIN, { .u64 = 1 } };
	SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, p[0], &e));
	SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, p[0], &e));
	e.data.u64 = 2;
	SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, q[0], &e));
	show(ep, 0);
	write(q[1], "x", 1);
	write(p[1], "x", 1);
	show(ep, -1);
	show(ep, 10);
	char c;
	read(q[0], &c, 1);
	show(ep, 10);
	read(p[0], &c, 1);
	show(ep, 10);
	e.events = EPOLLOUT;
	e.data.u64 = 3;
	SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, q[1], &e));
	show(ep, 10);
	e.events = EPOLLIN;
	SHOW(epoll_ctl(ep, EPOLL_CTL_MOD, q[1], &e));
	show(ep, 10);
	close(q[0]);
	show(ep, 10);
	SHOW(epoll_ctl(ep, EPOLL_CTL_DEL, q[1], NULL));
	SHOW(epoll_ctl(ep, EPOLL_CTL_DEL, q[1], NULL));
	SHOW(epoll_ctl(ep, EPOLL_CTL_MOD, q[1], &e));
	SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, ep, &e));
	SHOW(epoll_ctl(p[0], EPOLL_CTL_ADD, p[1], &e));
	SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, 77, &e));
	SHOW(epoll_ctl(ep, 9, p[1], &e));
	int file = open("f", O_RDWR | O_CREAT, 0600);
	SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, file, &e));
	SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, p[1], NULL));
	struct epoll_event out[2];
	SHOW(epoll_wait(ep, out, 0, 0));
	SHOW(epoll_wait(p[0], out, 1, 0));
	SHOW(epoll_create(0));
	close(p[1]);
	show(ep, 0);
	close(p[0]);
	show(ep, 0);
}
