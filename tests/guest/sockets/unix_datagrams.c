#include "behaviour.h"
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

static struct sockaddr_un name(const char *path)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	strcpy(a.sun_path, path);
	return a;
}

int main(void)
{
	struct sockaddr_un a = name("a"), b = name("b"), from;
	int s = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0), t = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	bind(s, (struct sockaddr *)&a, sizeof a);
	SHOW(sendto(t, "anonymous", 9, 0, (struct sockaddr *)&a, sizeof a));
	bind(t, (struct sockaddr *)&b, sizeof b);
	SHOW(sendto(t, "named", 5, 0, (struct sockaddr *)&a, sizeof a));
	char buffer[20];
	socklen_t l = sizeof from;
	SHOW(recvfrom(s, buffer, 20, 0, (struct sockaddr *)&from, &l));
	printf("%d\n", l);
	l = sizeof from;
	SHOW(recvfrom(s, buffer, 20, 0, (struct sockaddr *)&from, &l));
	printf("%d %s\n", l, from.sun_path);
	SHOW(send(t, "x", 1, 0));
	SHOW(connect(t, (struct sockaddr *)&a, sizeof a));
	SHOW(send(t, "x", 1, 0));
	int n = 1;
	while (send(t, "x", 1, 0) == 1)
		n++;
	printf("%d\n", n);
	struct pollfd f = { t, POLLOUT };
	SHOW(poll(&f, 1, 0));
	recv(s, buffer, 20, 0);
	SHOW(poll(&f, 1, 0));
	SHOW(connect(s, (struct sockaddr *)&b, sizeof b));
	int u = socket(AF_UNIX, SOCK_DGRAM, 0);
	SHOW(sendto(u, "x", 1, 0, (struct sockaddr *)&b, sizeof b));
	SHOW(connect(u, (struct sockaddr *)&b, sizeof b));
	struct sockaddr none = { .sa_family = AF_UNSPEC };
	SHOW(connect(s, &none, sizeof none));
	SHOW(send(s, "x", 1, 0));
	SHOW(sendto(u, "x", 1, 0, (struct sockaddr *)&b, sizeof b));
	close(s);
	SHOW(send(t, "x", 1, 0));
	SHOW(send(t, "x", 1, 0));
	SHOW(sendto(t, "x", 1, 0, (struct sockaddr *)&a, sizeof a));
	SHOW(listen(t, 1));
	SHOW(accept(t, NULL, NULL));
}
