#include "behaviour.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

static struct sockaddr_in a = { .sin_family = AF_INET };

static int client(void)
{
	int s = socket(AF_INET, SOCK_STREAM, 0);
	CHECK(connect(s, (struct sockaddr *)&a, sizeof a) == 0);
	struct sockaddr_in own, peer;
	socklen_t l = sizeof own;
	getsockname(s, (struct sockaddr *)&own, &l);
	getpeername(s, (struct sockaddr *)&peer, &l);
	printf("%s %d, peer %s %d\n", inet_ntoa(own.sin_addr), ntohs(own.sin_port) > 1023, "x", peer.sin_port == a.sin_port);
	CHECK(write(s, "question", 8) == 8);
	shutdown(s, SHUT_WR);
	char b[20] = "";
	long n, total = 0;
	while ((n = read(s, b, 20)) > 0)
		total += n;
	printf("%ld, then %ld\n", total, n);
	return 0;
}

int main(void)
{
	int s = socket(AF_INET, SOCK_STREAM, 0), v = 1;
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	SHOW(setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &v, 4));
	SHOW(bind(s, (struct sockaddr *)&a, sizeof a));
	SHOW(listen(s, 5));
	socklen_t l = sizeof a;
	SHOW(getsockname(s, (struct sockaddr *)&a, &l));
	printf("%d %d %d\n", l, a.sin_family, a.sin_port != 0);
	pid_t pid = child(client);
	struct sockaddr_in from;
	int c = accept(s, (struct sockaddr *)&from, &l);
	SHOW(c >= 0);
	printf("%s\n", inet_ntoa(from.sin_addr));
	char b[100];
	long n, total = 0;
	while ((n = read(c, b, 3)) > 0)
		total += n;
	printf("%ld, then %ld\n", total, n);
	SHOW(write(c, "answers", 7));
	close(c);
	show_status(wait_status(pid));
	int t = socket(AF_INET, SOCK_STREAM, 0);
	SHOW(bind(t, (struct sockaddr *)&a, sizeof a));
	SHOW(listen(t, 1) == 0 || errno);
	getsockopt(t, IPPROTO_TCP, TCP_NODELAY, &v, &l);
	printf("%d\n", v);
	v = 5;
	SHOW(setsockopt(t, IPPROTO_TCP, TCP_NODELAY, &v, 4));
	l = 4;
	getsockopt(t, IPPROTO_TCP, TCP_NODELAY, &v, &l);
	printf("%d\n", v);
	struct sockaddr_in bad = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(0x08080808) };
	int u = socket(AF_INET, SOCK_STREAM, 0);
	SHOW(bind(u, (struct sockaddr *)&bad, sizeof bad));
	SHOW(bind(u, (struct sockaddr *)&a, 10));
	bad.sin_family = AF_INET6;
	SHOW(bind(u, (struct sockaddr *)&bad, sizeof bad));
	SHOW(getpeername(u, (struct sockaddr *)&bad, &l));
	SHOW(read(u, b, 1));
	signal(SIGPIPE, SIG_IGN);
	SHOW(write(u, b, 1));
	SHOW(shutdown(u, SHUT_RDWR));
	SHOW(accept(u, NULL, NULL));
	struct pollfd f = { u, POLLIN | POLLOUT | POLLRDHUP };
	poll(&f, 1, 0);
	printf("%x\n", f.revents);
}
