// slow
/* connect(2) over loopback: refused, its own address, connected again, AF_UNSPEC, what poll and SO_ERROR say when it is nonblocking. */
#include "behaviour.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

static struct sockaddr_in any(int port)
{
	return (struct sockaddr_in){AF_INET, htons(port), {htonl(INADDR_LOOPBACK)}};
}

static int error_of(int s)
{
	int e = -1;
	socklen_t n = sizeof e;
	getsockopt(s, SOL_SOCKET, SO_ERROR, &e, &n);
	return e;
}

int main(void)
{
	char c;
	struct sockaddr_in a = any(0), unspecified = {AF_UNSPEC};
	socklen_t n = sizeof a;
	int l = socket(AF_INET, SOCK_STREAM, 0), s = socket(AF_INET, SOCK_STREAM, 0);
	CHECK(bind(l, (void *)&a, sizeof a) == 0 && getsockname(l, (void *)&a, &n) == 0);
	SHOW(connect(s, (void *)&a, sizeof a));
	SHOW(connect(s, (void *)&a, sizeof a));
	SHOW(error_of(s));
	SHOW(recv(s, &c, 1, 0));
	SHOW(send(s, &c, 1, MSG_NOSIGNAL));
	CHECK(listen(l, 5) == 0);
	SHOW(connect(s, (void *)&a, sizeof a));
	SHOW(connect(s, (void *)&a, sizeof a));
	SHOW(connect(s, (void *)&unspecified, sizeof unspecified));
	SHOW(send(s, &c, 1, MSG_NOSIGNAL));
	SHOW(connect(s, (void *)&a, sizeof a));
	SHOW(listen(s, 5));
	SHOW(connect(l, (void *)&a, sizeof a));
	int t = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	struct pollfd p = {t, POLLIN | POLLOUT | POLLRDHUP};
	SHOW(poll(&p, 1, 0));
	printf("%x\n", p.revents);
	close(l);
	SHOW(connect(t, (void *)&a, sizeof a));
	SHOW(poll(&p, 1, 1000));
	printf("%x\n", p.revents);
	SHOW(error_of(t));
	SHOW(error_of(t));
	SHOW(poll(&p, 1, 0));
	printf("%x\n", p.revents);
	SHOW(connect(t, (void *)&a, sizeof a));
	SHOW(connect(t, (void *)&a, sizeof a));
	int self = socket(AF_INET, SOCK_STREAM, 0);
	struct sockaddr_in own = any(0);
	CHECK(bind(self, (void *)&own, sizeof own) == 0 && getsockname(self, (void *)&own, &n) == 0);
	SHOW(connect(self, (void *)&own, sizeof own));
	SHOW(write(self, "me", 2));
	SHOW(read(self, &c, 1));
	SHOW(shutdown(self, SHUT_WR));
	SHOW(connect(socket(AF_INET, SOCK_STREAM, 0), (void *)&(struct sockaddr_in){AF_INET, htons(1), {htonl(INADDR_BROADCAST)}}, sizeof a));
	SHOW(connect(socket(AF_INET, SOCK_STREAM, 0), (void *)&own, 8));
	SHOW(connect(socket(AF_INET, SOCK_STREAM, 0), (void *)&(struct sockaddr_in6){AF_INET6}, sizeof(struct sockaddr_in6)));
	return 0;
}
