// slow
/* unix(7), datagrams: who may send to a connected one, full queues, a peer that is gone, empty messages, connect again and AF_UNSPEC. */
#include "behaviour.h"
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

static struct sockaddr_un name(const char *text)
{
	struct sockaddr_un a = {AF_UNIX};
	strcpy(a.sun_path, text);
	return a;
}

static int bound(const char *text)
{
	struct sockaddr_un a = name(text);
	int s = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	CHECK(bind(s, (void *)&a, sizeof a) == 0);
	return s;
}

int main(void)
{
	char b[100];
	int a = bound("a"), c = bound("c"), d = bound("d");
	struct sockaddr_un to_a = name("a"), to_c = name("c"), to_d = name("d"), from, unspecified = {AF_UNSPEC};
	socklen_t n = sizeof from;
	SHOW(send(a, "x", 1, 0));
	SHOW(sendto(c, "x", 1, 0, (void *)&to_a, sizeof to_a));
	SHOW(connect(a, (void *)&to_c, sizeof to_c));
	SHOW(sendto(d, "y", 1, 0, (void *)&to_a, sizeof to_a));
	SHOW(connect(d, (void *)&to_a, sizeof to_a));
	SHOW(sendto(a, "z", 1, 0, (void *)&to_d, sizeof to_d));
	SHOW(recvfrom(a, b, 100, 0, (void *)&from, &n));
	SHOW(send(a, "", 0, 0));
	SHOW(recvfrom(c, b, 100, 0, (void *)&from, &n));
	printf("from %s\n", from.sun_path);
	int count = 0;
	while (send(a, "f", 1, 0) == 1)
		count++;
	printf("%d, then %s\n", count, strerrorname_np(errno));
	struct pollfd p = {a, POLLOUT};
	SHOW(poll(&p, 1, 0));
	SHOW(recv(c, b, 100, 0));
	SHOW(poll(&p, 1, 0));
	SHOW(send(a, "f", 1, 0));
	SHOW(connect(a, (void *)&to_d, sizeof to_d));
	SHOW(recv(c, b, 100, 0));
	SHOW(connect(a, (void *)&unspecified, sizeof(sa_family_t)));
	SHOW(send(a, "x", 1, 0));
	SHOW(sendto(d, "y", 1, 0, (void *)&to_a, sizeof to_a));
	SHOW(connect(c, (void *)&to_d, sizeof to_d));
	close(d);
	SHOW(send(c, "x", 1, 0));
	SHOW(sendto(c, "x", 1, 0, (void *)&to_d, sizeof to_d));
	SHOW(getpeername(c, (void *)&from, &n));
	SHOW(unlink("d"));
	SHOW(sendto(a, "x", 1, 0, (void *)&to_d, sizeof to_d));
	int s = socket(AF_UNIX, SOCK_DGRAM, 0);
	SHOW(sendto(s, "anonymous", 9, 0, (void *)&to_a, sizeof to_a));
	n = sizeof from;
	recvfrom(a, b, 100, 0, NULL, NULL);
	SHOW(recvfrom(a, b, 100, 0, (void *)&from, &n));
	printf("address of %d bytes\n", n);
	char *big = calloc(1, 300000);
	SHOW(sendto(s, big, 300000, 0, (void *)&to_a, sizeof to_a));
	SHOW(listen(s, 5));
	SHOW(accept(s, NULL, NULL));
	return 0;
}
