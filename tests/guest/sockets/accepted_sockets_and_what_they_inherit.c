// slow
/* accept(2): "the new socket does not inherit file status flags such as O_NONBLOCK"; accept4's flags, options inherited, addresses cut. */
#include "behaviour.h"
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

static int l;
static struct sockaddr_in a = {AF_INET, 0, {0}};
static int connected(void)
{
	int c = socket(AF_INET, SOCK_STREAM, 0);
	CHECK(connect(c, (void *)&a, sizeof a) == 0);
	return c;
}

static int get(int s, int level, int option)
{
	int v = -1;
	socklen_t n = sizeof v;
	getsockopt(s, level, option, &v, &n);
	return v;
}

int main(void)
{
	socklen_t n = sizeof a;
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	l = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	CHECK(bind(l, (void *)&a, sizeof a) == 0 && getsockname(l, (void *)&a, &n) == 0);
	setsockopt(l, SOL_SOCKET, SO_KEEPALIVE, &(int){1}, 4), setsockopt(l, SOL_TCP, TCP_NODELAY, &(int){1}, 4), setsockopt(l, SOL_SOCKET, SO_RCVBUF, &(int){5000}, 4);
	setsockopt(l, SOL_SOCKET, SO_OOBINLINE, &(int){1}, 4), setsockopt(l, SOL_SOCKET, SO_LINGER, &(struct linger){1, 3}, sizeof(struct linger));
	SHOW(accept(l, NULL, NULL));
	CHECK(listen(l, 5) == 0);
	SHOW(get(l, SOL_SOCKET, SO_ACCEPTCONN));
	SHOW(accept(l, NULL, NULL));
	connected();
	int s = accept(l, NULL, NULL);
	printf("flags %x descriptor %d\n", fcntl(s, F_GETFL), fcntl(s, F_GETFD));
	printf("keepalive %d nodelay %d buffer %d inline %d accepting %d reuse %d\n", get(s, SOL_SOCKET, SO_KEEPALIVE), get(s, SOL_TCP, TCP_NODELAY), get(s, SOL_SOCKET, SO_RCVBUF),
	       get(s, SOL_SOCKET, SO_OOBINLINE), get(s, SOL_SOCKET, SO_ACCEPTCONN), get(s, SOL_SOCKET, SO_REUSEADDR));
	connected();
	s = accept4(l, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	printf("flags %x descriptor %d\n", fcntl(s, F_GETFL), fcntl(s, F_GETFD));
	connected();
	struct sockaddr_in from;
	memset(&from, 0x55, sizeof from);
	n = 4;
	SHOW(accept(l, (void *)&from, &n) >= 0);
	printf("length %d family %d port kept %d rest %x\n", n, from.sin_family, from.sin_port != 0x5555, from.sin_addr.s_addr);
	connected();
	n = -1;
	SHOW(accept(l, (void *)&from, &n));
	connected();
	SHOW(accept(l, (void *)&from, NULL));
	SHOW(accept4(l, NULL, NULL, 1));
	SHOW(shutdown(l, SHUT_RD));
	SHOW(accept(l, NULL, NULL));
	int c = socket(AF_INET, SOCK_STREAM, 0);
	SHOW(connect(c, (void *)&a, sizeof a));
	SHOW(get(l, SOL_SOCKET, SO_ACCEPTCONN));
	return 0;
}
