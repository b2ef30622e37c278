#include "behaviour.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

int main(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) }, from;
	int s = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0), t = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	SHOW(bind(s, (struct sockaddr *)&a, sizeof a));
	socklen_t l = sizeof a;
	getsockname(s, (struct sockaddr *)&a, &l);
	char b[100];
	SHOW(recv(s, b, 100, 0));
	SHOW(sendto(t, "hello", 5, 0, (struct sockaddr *)&a, sizeof a));
	SHOW(sendto(t, "", 0, 0, (struct sockaddr *)&a, sizeof a));
	struct pollfd f = { s, POLLIN | POLLOUT };
	SHOW(poll(&f, 1, 100));
	printf("%x\n", f.revents);
	SHOW(recv(s, b, 3, MSG_PEEK | MSG_TRUNC));
	SHOW(recvfrom(s, b, 100, 0, (struct sockaddr *)&from, &l));
	printf("%s %d %d\n", inet_ntoa(from.sin_addr), from.sin_port != 0, l);
	SHOW(recv(s, b, 100, 0));
	SHOW(sendto(s, "back", 4, 0, (struct sockaddr *)&from, sizeof from));
	SHOW(recv(t, b, 100, 0));
	SHOW(send(t, "x", 1, 0));
	SHOW(connect(t, (struct sockaddr *)&a, sizeof a));
	SHOW(send(t, "x", 1, 0));
	static char big[70000];
	SHOW(send(t, big, 65508, 0));
	SHOW(send(t, big, 65507, 0));
	usleep(1000);
	SHOW(recv(s, b, 100, 0));
	SHOW(recv(s, big, 70000, 0));
	close(s);
	SHOW(send(t, "x", 1, 0)); /* nobody there: an ICMP error comes back */
	usleep(1000);
	f.fd = t;
	poll(&f, 1, 0);
	printf("%x\n", f.revents);
	SHOW(recv(t, b, 100, 0));
	SHOW(recv(t, b, 100, 0));
	SHOW(getpeername(t, (struct sockaddr *)&from, &l));
	struct sockaddr none = { .sa_family = AF_UNSPEC };
	SHOW(connect(t, &none, sizeof none));
	SHOW(getpeername(t, (struct sockaddr *)&from, &l));
	SHOW(sendto(t, "x", 1, 0, (struct sockaddr *)&a, sizeof a));
	SHOW(shutdown(t, SHUT_RD));
	SHOW(accept(t, NULL, NULL));
}
