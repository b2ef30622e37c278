// slow
/* udp(7): a connected socket hears of ECONNREFUSED, once; an unconnected one does not; SO_ERROR, poll; connecting again and dissolving. */
#include "behaviour.h"
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

int main(void)
{
	char b[100];
	struct sockaddr_in a = {AF_INET, 0, {htonl(INADDR_LOOPBACK)}}, dead, from, unspecified = {AF_UNSPEC};
	socklen_t n = sizeof a;
	int d = socket(AF_INET, SOCK_DGRAM, 0), s = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0), r = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	CHECK(bind(d, (void *)&a, sizeof a) == 0 && getsockname(d, (void *)&a, &n) == 0);
	dead = a;
	close(d);
	a.sin_port = 0;
	CHECK(bind(r, (void *)&a, sizeof a) == 0 && getsockname(r, (void *)&a, &n) == 0);
	SHOW(send(s, "x", 1, 0));
	SHOW(sendto(s, "x", 1, 0, (void *)&dead, sizeof dead));
	SHOW(sendto(s, "x", 1, 0, (void *)&dead, sizeof dead));
	SHOW(recv(s, b, 100, 0));
	SHOW(connect(s, (void *)&dead, sizeof dead));
	SHOW(send(s, "x", 1, 0));
	usleep(10000);
	struct pollfd p = {s, POLLIN | POLLOUT};
	SHOW(poll(&p, 1, 0));
	printf("%x\n", p.revents);
	SHOW(send(s, "x", 1, 0));
	SHOW(send(s, "x", 1, 0));
	usleep(10000);
	SHOW(recv(s, b, 100, 0));
	SHOW(recv(s, b, 100, 0));
	SHOW(send(s, "x", 1, 0));
	usleep(10000);
	int e;
	SHOW(getsockopt(s, SOL_SOCKET, SO_ERROR, &e, &n));
	printf("%d\n", e);
	n = sizeof from;
	SHOW(sendto(s, "other", 5, 0, (void *)&a, sizeof a));
	SHOW(recvfrom(r, b, 100, 0, (void *)&from, &n));
	SHOW(sendto(r, "reply", 5, 0, (void *)&from, n));
	SHOW(recv(s, b, 100, 0));
	SHOW(connect(s, (void *)&a, sizeof a));
	SHOW(sendto(r, "reply", 5, 0, (void *)&from, n));
	SHOW(recv(s, b, 100, 0));
	SHOW(connect(s, (void *)&unspecified, sizeof unspecified));
	SHOW(getpeername(s, (void *)&from, &n));
	SHOW(send(s, "x", 1, 0));
	SHOW(sendto(s, "", 0, 0, (void *)&a, sizeof a));
	SHOW(recv(r, b, 100, 0));
	char *big = calloc(1, 70000);
	SHOW(sendto(s, big, 65507, 0, (void *)&a, sizeof a));
	SHOW(sendto(s, big, 65508, 0, (void *)&a, sizeof a));
	SHOW(recv(r, b, 100, MSG_PEEK | MSG_TRUNC));
	struct iovec v = {b, 100};
	struct msghdr m = {.msg_iov = &v, .msg_iovlen = 1};
	SHOW(recvmsg(r, &m, 0));
	printf("flags %x\n", m.msg_flags);
	a.sin_port = 0;
	SHOW(sendto(s, "x", 1, 0, (void *)&a, sizeof a));
	SHOW(shutdown(s, SHUT_RD));
	SHOW(listen(s, 1));
	SHOW(send(s, "x", 1, MSG_OOB));
	return 0;
}
