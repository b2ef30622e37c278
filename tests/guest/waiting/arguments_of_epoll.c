// slow
/* epoll_create(2) and epoll_wait(2): sizes, flags, numbers of events and descriptors that are refused. */
#include "behaviour.h"
#include <sys/epoll.h>

int main(void)
{
	struct epoll_event e[2] = {{EPOLLIN, {.u64 = 0x1234567890abcdefULL}}};
	int p[2], ep = epoll_create1(EPOLL_CLOEXEC);
	CHECK(pipe(p) == 0);
	SHOW(epoll_create(0));
	SHOW(epoll_create(-1));
	SHOW(epoll_create1(O_NONBLOCK));
	SHOW(fcntl(ep, F_GETFD));
	SHOW(epoll_wait(ep, e, 0, 0));
	SHOW(epoll_wait(ep, e, -1, 0));
	SHOW(epoll_wait(ep, e, 0x7fffffff, 0));
	SHOW(epoll_wait(p[0], e, 1, 0));
	SHOW(epoll_wait(99, e, 1, 0));
	SHOW(epoll_wait(ep, NULL, 1, 0));
	SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, p[0], e));
	CHECK(write(p[1], "x", 1) == 1);
	SHOW(epoll_wait(ep, (struct epoll_event *)8, 1, 0));
	e[0].data.u64 = 0;
	SHOW(epoll_wait(ep, e, 2, -1));
	printf("%x %llx\n", e[0].events, (unsigned long long)e[0].data.u64);
	SHOW(epoll_pwait(ep, e, 2, 0, NULL));
	SHOW(syscall(SYS_epoll_pwait, ep, e, 2, 0, &e, 4));
	SHOW(read(ep, e, 8));
	SHOW(write(ep, e, 8));
	return 0;
}
