#include "behaviour.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

static int fd(int family, int type) { return socket(family, type, 0); }

int main(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct sockaddr_in any = { .sin_family = AF_INET };
	struct sockaddr_in6 any6 = { .sin6_family = AF_INET6 };
	socklen_t l = sizeof a;
	int s = fd(AF_INET, SOCK_STREAM), one = 1;
	SHOW(bind(s, (struct sockaddr *)&a, sizeof a));
	getsockname(s, (struct sockaddr *)&a, &l);
	any.sin_port = any6.sin6_port = a.sin_port;
	SHOW(bind(s, (struct sockaddr *)&a, sizeof a));
	SHOW(bind(fd(AF_INET, SOCK_STREAM), (struct sockaddr *)&a, sizeof a));
	SHOW(bind(fd(AF_INET, SOCK_STREAM), (struct sockaddr *)&any, sizeof any));
	SHOW(bind(fd(AF_INET6, SOCK_STREAM), (struct sockaddr *)&any6, sizeof any6));
	int six = fd(AF_INET6, SOCK_STREAM);
	setsockopt(six, IPPROTO_IPV6, IPV6_V6ONLY, &one, 4);
	SHOW(bind(six, (struct sockaddr *)&any6, sizeof any6));
	SHOW(bind(fd(AF_INET, SOCK_DGRAM), (struct sockaddr *)&a, sizeof a));
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1);
	SHOW(bind(fd(AF_INET, SOCK_STREAM), (struct sockaddr *)&a, sizeof a));
	int r = fd(AF_INET, SOCK_STREAM);
	setsockopt(r, SOL_SOCKET, SO_REUSEADDR, &one, 4);
	SHOW(bind(r, (struct sockaddr *)&any, sizeof any));
	setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &one, 4);
	int q = fd(AF_INET, SOCK_STREAM);
	setsockopt(q, SOL_SOCKET, SO_REUSEADDR, &one, 4);
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	SHOW(bind(q, (struct sockaddr *)&a, sizeof a));
	SHOW(listen(s, 1));
	SHOW(listen(q, 1));
	/* an IPv6 socket reaches IPv4 by mapped addresses */
	struct sockaddr_in6 m = { .sin6_family = AF_INET6, .sin6_port = a.sin_port };
	inet_pton(AF_INET6, "::ffff:127.0.0.1", &m.sin6_addr);
	int c = fd(AF_INET6, SOCK_STREAM);
	SHOW(connect(c, (struct sockaddr *)&m, sizeof m));
	struct sockaddr_in6 own;
	l = sizeof own;
	getsockname(c, (struct sockaddr *)&own, &l);
	char text[60];
	printf("%s\n", inet_ntop(AF_INET6, &own.sin6_addr, text, 60));
	int d = accept(s, NULL, NULL);
	struct sockaddr_in peer;
	l = sizeof peer;
	getpeername(d, (struct sockaddr *)&peer, &l);
	printf("%s\n", inet_ntoa(peer.sin_addr));
	SHOW(socket(AF_INET, SOCK_STREAM, 17));
	SHOW(socket(AF_INET, SOCK_SEQPACKET, 0));
	SHOW(socket(AF_INET, SOCK_DGRAM, 6));
	int t;
	l = 4;
	getsockopt(c, SOL_SOCKET, SO_DOMAIN, &t, &l);
	printf("%d\n", t);
	getsockopt(c, SOL_SOCKET, SO_PROTOCOL, &t, &l);
	printf("%d\n", t);
	SHOW(setsockopt(c, IPPROTO_IPV6, IPV6_V6ONLY, &one, 4));
	SHOW(listen(fd(AF_INET, SOCK_DGRAM), 1));
}
