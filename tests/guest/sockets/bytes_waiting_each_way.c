// slow
/* tcp(7), unix(7): FIONREAD and SIOCOUTQ of streams and datagrams, before and after reads; SO_RCVLOWAT and poll. */
#include "behaviour.h"
#include <linux/sockios.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

static int a, b;
static void look(const char *what)
{
	int in = -1, out = -1;
	struct pollfd p = {b, POLLIN};
	ioctl(b, FIONREAD, &in), ioctl(a, SIOCOUTQ, &out), poll(&p, 1, 0);
	printf("  %s: to read %d, unsent %d, poll %x\n", what, in, out > 0, p.revents);
}

int main(void)
{
	char t[100];
	for (int kind = 0; kind < 4; kind++) {
		int s[2];
		if (kind < 3) {
			CHECK(socketpair(AF_UNIX, (int[]){SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET}[kind], 0, s) == 0);
			a = s[0], b = s[1];
		} else {
			struct sockaddr_in in = {AF_INET, 0, {htonl(INADDR_LOOPBACK)}};
			socklen_t n = sizeof in;
			b = socket(AF_INET, SOCK_DGRAM, 0), a = socket(AF_INET, SOCK_DGRAM, 0);
			CHECK(bind(b, (void *)&in, sizeof in) == 0 && getsockname(b, (void *)&in, &n) == 0 && connect(a, (void *)&in, n) == 0);
		}
		printf("kind %d\n", kind);
		look("empty");
		write(a, "12345", 5), look("five"), write(a, "678", 3), look("three more"), recv(b, t, 2, 0), look("two read"), recv(b, t, 100, 0), look("the rest");
		recv(b, t, 100, MSG_DONTWAIT), look("all");
		SHOW(setsockopt(b, SOL_SOCKET, SO_RCVLOWAT, &(int){4}, sizeof(int)));
		write(a, "123", 3), look("below the mark");
		SHOW(recv(b, t, 100, MSG_DONTWAIT));
		close(a), close(b);
	}
	return 0;
}
