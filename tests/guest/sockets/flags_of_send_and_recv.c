// slow
/* send(2), recv(2): MSG_PEEK, MSG_WAITALL, MSG_TRUNC, MSG_DONTWAIT, MSG_NOSIGNAL on a TCP connection and on a pair; unknown flags. */
#include "behaviour.h"
#include <netinet/in.h>
#include <sys/socket.h>

static int a, b;
static void connection(void)
{
	struct sockaddr_in at = {AF_INET, 0, {htonl(INADDR_LOOPBACK)}};
	socklen_t n = sizeof at;
	int l = socket(AF_INET, SOCK_STREAM, 0);
	a = socket(AF_INET, SOCK_STREAM, 0);
	CHECK(bind(l, (void *)&at, sizeof at) == 0 && listen(l, 1) == 0 && getsockname(l, (void *)&at, &n) == 0);
	CHECK(connect(a, (void *)&at, sizeof at) == 0);
	b = accept(l, NULL, NULL);
	close(l);
}

static int later(void)
{
	usleep(30000);
	CHECK(write(a, "67890", 5) == 5);
	return 0;
}

int main(void)
{
	for (int tcp = 0; tcp < 2; tcp++) {
		char t[20] = {0};
		int s[2];
		if (tcp)
			connection();
		else
			socketpair(AF_UNIX, SOCK_STREAM, 0, s), a = s[0], b = s[1];
		printf("tcp %d\n", tcp);
		SHOW(recv(b, t, 5, MSG_DONTWAIT));
		SHOW(send(a, "12345", 5, MSG_MORE));
		SHOW(send(a, "", 0, 0));
		usleep(tcp * 300000);
		SHOW(recv(b, t, 3, MSG_PEEK));
		SHOW(recv(b, t, 10, MSG_PEEK));
		SHOW(recv(b, t, 10, MSG_PEEK | MSG_TRUNC));
		pid_t pid = child(later);
		SHOW(recv(b, t, 10, MSG_WAITALL));
		printf("%s\n", t);
		wait_status(pid);
		SHOW(send(a, "abcdef", 6, 0x8000000));
		usleep(tcp * 20000);
		SHOW(recv(b, t, 3, MSG_TRUNC));
		printf("%.3s\n", t);
		SHOW(recv(b, t, 0, 0));
		SHOW(recv(b, t, 20, MSG_WAITALL | MSG_DONTWAIT));
		SHOW(recv(b, t, 20, MSG_ERRQUEUE | MSG_DONTWAIT));
		SHOW(recv(b, t, 20, MSG_OOB | MSG_DONTWAIT));
		SHOW(sendto(a, "x", 1, 0, NULL, 5));
		struct sockaddr_storage from;
		socklen_t n = sizeof from;
		SHOW(recvfrom(b, t, 20, 0, (void *)&from, &n));
		printf("address %d\n", n);
		SHOW(send(a, (void *)1, 5, 0));
		SHOW(send(a, "y", 1, 0));
		usleep(tcp * 20000);
		SHOW(recv(b, (void *)1, 1, 0));
		SHOW(recv(b, t, 20, MSG_DONTWAIT));
		shutdown(a, SHUT_WR);
		SHOW(recv(b, t, 20, MSG_WAITALL));
		SHOW(send(a, "z", 1, MSG_NOSIGNAL));
		close(a), close(b);
	}
	SHOW(send(0, "x", 1, 0));
	SHOW(recv(99, NULL, 1, 0));
	return 0;
}
