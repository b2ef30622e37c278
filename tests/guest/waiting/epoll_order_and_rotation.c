#include "behaviour.h"
#include <sys/epoll.h>
#include <sys/eventfd.h>

int main(void)
{
	int ep = epoll_create1(0), fd[6];
	for (int i = 0; i < 6; i++) {
		fd[i] = eventfd(0, EFD_NONBLOCK);
		struct epoll_event e = { EPOLLIN, { .u64 = i } };
		epoll_ctl(ep, EPOLL_CTL_ADD, fd[i], &e);
	}
	int order[] = { 4, 1, 5, 0, 2 };
	uint64_t one = 1;
	for (int i = 0; i < 5; i++)
		write(fd[order[i]], &one, 8);
	for (int round = 0; round < 6; round++) {
		struct epoll_event e[2];
		int n = epoll_wait(ep, e, 2, 0);
		for (int i = 0; i < n; i++)
			printf("%lu ", (unsigned long)e[i].data.u64);
		printf("\n");
	}
	/* an epoll instance can itself be polled */
	int outer = epoll_create1(0);
	struct epoll_event e = { EPOLLIN, { .u64 = 100 } }, got;
	SHOW(epoll_ctl(outer, EPOLL_CTL_ADD, ep, &e));
	SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, outer, &e));
	SHOW(epoll_wait(outer, &got, 1, 0));
	uint64_t v;
	for (int i = 0; i < 6; i++)
		read(fd[i], &v, 8);
	SHOW(epoll_wait(outer, &got, 1, 0));
	write(fd[3], &one, 8);
	SHOW(epoll_wait(outer, &got, 1, 0));
	printf("%lu\n", (unsigned long)got.data.u64);
	/* a duplicate keeps the item alive, under the number that was closed */
	int copy = dup(fd[3]);
	close(fd[3]);
	SHOW(epoll_wait(ep, &got, 1, 0));
	printf("%lu\n", (unsigned long)got.data.u64);
	close(copy);
	SHOW(epoll_wait(ep, &got, 1, 0));
}
