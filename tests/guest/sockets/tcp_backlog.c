#include "behaviour.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

int main(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	int server = socket(AF_INET, SOCK_STREAM, 0);
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	CHECK(bind(server, (struct sockaddr *)&a, sizeof a) == 0 && listen(server, 1) == 0);
	socklen_t l = sizeof a;
	getsockname(server, (struct sockaddr *)&a, &l);
	int c[4];
	for (int i = 0; i < 4; i++) {
		c[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
		connect(c[i], (struct sockaddr *)&a, sizeof a);
		struct pollfd f = { c[i], POLLOUT };
		printf("%d\n", poll(&f, 1, 50));
	}
	SHOW(accept(server, NULL, NULL) >= 0);
	SHOW(accept(server, NULL, NULL) >= 0);
	struct pollfd f = { c[2], POLLOUT };
	SHOW(poll(&f, 1, 5000)); /* its SYN is sent again */
	SHOW(accept(server, NULL, NULL) >= 0);
}
