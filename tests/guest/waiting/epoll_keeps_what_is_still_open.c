// slow
/* epoll(7), Q6: "will closing a file descriptor cause it to be removed": only when the last descriptor of the description goes; registered by number and file. */
#include "behaviour.h"
#include <sys/epoll.h>

static int ep;
static void look(const char *what)
{
	struct epoll_event got[8];
	int n = epoll_wait(ep, got, 8, 0);
	printf("%s:", what);
	for (int i = 0; i < n; i++)
		printf(" %d/%x", got[i].data.u32, got[i].events);
	puts("");
}

int main(void)
{
	int p[2], q[2];
	ep = epoll_create1(0);
	CHECK(pipe(p) == 0 && pipe(q) == 0);
	int copy = dup(p[0]);
	CHECK(write(p[1], "x", 1) == 1);
	struct epoll_event e = {EPOLLIN, {.u32 = 1}};
	SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, p[0], &e));
	e.data.u32 = 2;
	SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, copy, &e));
	look("both");
	int number = p[0];
	close(p[0]);
	look("one closed");
	SHOW(epoll_ctl(ep, EPOLL_CTL_DEL, number, &e));
	SHOW(dup2(q[0], number) == number);
	e.data.u32 = 3;
	SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, number, &e));
	CHECK(write(q[1], "y", 1) == 1);
	look("the number used again");
	if (fork() == 0) {
		close(number);
		e.data.u32 = 4;
		int r = epoll_ctl(ep, EPOLL_CTL_DEL, copy, &e);
		_exit(r != 0);
	}
	wait(NULL);
	look("a child took one out");
	close(copy);
	look("the other closed");
	int outer = epoll_create1(0);
	struct epoll_event f = {EPOLLIN, {.u32 = 9}}, got;
	SHOW(epoll_ctl(outer, EPOLL_CTL_ADD, ep, &f));
	SHOW(epoll_wait(outer, &got, 1, 0));
	close(ep);
	SHOW(epoll_wait(outer, &got, 1, 0));
	return 0;
}
