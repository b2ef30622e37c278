#include "behaviour.h"
#include <sys/epoll.h>

static void show(const char *what, int ep)
{
	struct epoll_event e[10];
	int n = epoll_wait(ep, e, 10, 5);
	printf("%s:", what);
	for (int i = 0; i < n; i++)
		printf(" %x/%lu", e[i].events, (unsigned long)e[i].data.u64);
	printf("\n");
}

int main(void)
{
	int p[2];
	char buffer[10];
	CHECK(pipe2(p, O_NONBLOCK) == 0);
	int ep = epoll_create1(0);
	struct epoll_event e = { EPOLLIN | EPOLLET, { .u64 = 1 } };
	write(p[1], "ab", 2);
	epoll_ctl(ep, EPOLL_CTL_ADD, p[0], &e);
	show("ready when added", ep);
	show("no news", ep);
	read(p[0], buffer, 1);
	show("read a part", ep);
	write(p[1], "c", 1);
	show("more came", ep);
	epoll_ctl(ep, EPOLL_CTL_MOD, p[0], &e);
	show("set again", ep);
	read(p[0], buffer, 10);
	write(p[1], "d", 1);
	read(p[0], buffer, 10);
	show("came and went", ep);
	e.events = EPOLLIN | EPOLLONESHOT;
	epoll_ctl(ep, EPOLL_CTL_MOD, p[0], &e);
	write(p[1], "e", 1);
	show("one shot", ep);
	show("disarmed", ep);
	write(p[1], "f", 1);
	show("still", ep);
	epoll_ctl(ep, EPOLL_CTL_MOD, p[0], &e);
	show("armed again", ep);
	e.events = EPOLLOUT | EPOLLET;
	e.data.u64 = 2;
	epoll_ctl(ep, EPOLL_CTL_ADD, p[1], &e);
	show("writer", ep);
	while (write(p[1], buffer, 1) == 1)
		;
	show("full", ep);
	char page[4096];
	read(p[0], page, 4096);
	show("room again", ep);
	close(p[0]);
	show("reader gone", ep);
}
