// slow
/* mq_overview(7): "On Linux, a message queue descriptor is actually a file descriptor": poll, epoll, dup, close-on-exec, fork, /proc text. */
#include "behaviour.h"
#include <mqueue.h>
#include <poll.h>
#include <sys/epoll.h>

static mqd_t q;
static void look(const char *what)
{
	struct pollfd p = {q, POLLIN | POLLOUT};
	int r = poll(&p, 1, 0);
	printf("%s: %d %x\n", what, r, p.revents);
}

static int sends(void)
{
	SHOW(mq_send(q, "from the child", 14, 3));
	return 0;
}

int main(void)
{
	struct mq_attr a = {0, 2, 20, 0}, now;
	char b[100] = {0};
	unsigned priority;
	mq_unlink("/fpath-poll");
	q = mq_open("/fpath-poll", O_RDWR | O_CREAT | O_EXCL, 0600, &a);
	SHOW(fcntl(q, F_GETFD));
	SHOW(fcntl(q, F_GETFL) & O_ACCMODE);
	look("empty");
	wait_status(child(sends));
	look("one");
	SHOW(mq_send(dup(q), "two", 3, 9));
	look("full");
	struct epoll_event e = {EPOLLIN}, got;
	int ep = epoll_create1(0);
	SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, q, &e));
	SHOW(epoll_wait(ep, &got, 1, 0));
	SHOW(read(q, b, 99));
	printf("%.18s\n", b);
	SHOW(mq_receive(q, b, 20, &priority));
	printf("%u\n", priority);
	SHOW(mq_receive(q, b, 20, &priority));
	printf("%u\n", priority);
	SHOW(epoll_wait(ep, &got, 1, 0));
	SHOW(fcntl(q, F_SETFL, O_NONBLOCK));
	SHOW(mq_getattr(q, &now));
	printf("%lx\n", now.mq_flags);
	SHOW(mq_receive(q, b, 20, NULL));
	a.mq_flags = 0, a.mq_maxmsg = 99;
	SHOW(mq_setattr(q, &a, &now));
	SHOW(mq_getattr(q, &now));
	printf("%lx %ld\n", now.mq_flags, now.mq_maxmsg);
	a.mq_flags = 7;
	SHOW(mq_setattr(q, &a, NULL));
	mq_unlink("/fpath-poll");
	SHOW(mq_open("/fpath-poll", O_RDWR));
	look("unlinked");
	return 0;
}
