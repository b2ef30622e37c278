// slow
/* udp(7): the most particular receiver gets a datagram: connected, bound to the address, bound to all; from where replies come. */
#include "behaviour.h"
#include <netinet/in.h>
#include <sys/socket.h>

static int port;
static int bound(unsigned address)
{
	struct sockaddr_in a = {AF_INET, htons(port), {htonl(address)}};
	socklen_t n = sizeof a;
	int s = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
	CHECK(bind(s, (void *)&a, sizeof a) == 0 && getsockname(s, (void *)&a, &n) == 0);
	port = ntohs(a.sin_port);
	return s;
}

int main(void)
{
	char b[10];
	int any = bound(INADDR_ANY), one = bound(INADDR_LOOPBACK), two = bound(INADDR_LOOPBACK + 1), c = socket(AF_INET, SOCK_DGRAM, 0), d = socket(AF_INET, SOCK_DGRAM, 0);
	struct sockaddr_in to = {AF_INET, htons(port), {0}}, from, own;
	socklen_t n = sizeof from;
	int all[] = {any, one, two};
	for (int round = 0; round < 2; round++) {
		for (unsigned host = INADDR_LOOPBACK; host < INADDR_LOOPBACK + 4; host++) {
			to.sin_addr.s_addr = htonl(host);
			CHECK(sendto(c, "x", 1, 0, (void *)&to, sizeof to) == 1);
			for (int i = 0; i < 3; i++)
				if (recvfrom(all[i], b, 10, 0, (void *)&from, &n) == 1)
					printf("to %x: socket %d, from %x\n", host, i, ntohl(from.sin_addr.s_addr));
		}
		to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		connect(d, (void *)&to, sizeof to), n = sizeof own, getsockname(d, (void *)&own, &n);
		CHECK(connect(one, (void *)&own, sizeof own) == 0);
		printf("the second is connected\n");
	}
	SHOW(sendto(any, "r", 1, 0, (void *)&own, sizeof own));
	n = sizeof from;
	SHOW(recvfrom(d, b, 10, MSG_DONTWAIT, (void *)&from, &n));
	return 0;
}
