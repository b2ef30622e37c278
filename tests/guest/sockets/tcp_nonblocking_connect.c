#include "behaviour.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

static struct sockaddr_in a = { .sin_family = AF_INET };

static void state(const char *what, int fd)
{
	struct pollfd f = { fd, POLLIN | POLLOUT | POLLRDHUP };
	poll(&f, 1, 100);
	printf("%s: %x\n", what, f.revents);
}

int main(void)
{
	int server = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	CHECK(bind(server, (struct sockaddr *)&a, sizeof a) == 0 && listen(server, 5) == 0);
	socklen_t l = sizeof a;
	getsockname(server, (struct sockaddr *)&a, &l);
	SHOW(accept(server, NULL, NULL));
	state("server", server);
	int x = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	SHOW(connect(x, (struct sockaddr *)&a, sizeof a));
	state("client", x);
	int error = 77;
	l = 4;
	SHOW(getsockopt(x, SOL_SOCKET, SO_ERROR, &error, &l));
	printf("%d\n", error);
	SHOW(connect(x, (struct sockaddr *)&a, sizeof a));
	SHOW(connect(x, (struct sockaddr *)&a, sizeof a));
	state("server", server);
	int y = accept(server, NULL, NULL);
	SHOW(y >= 0);
	SHOW(fcntl(y, F_GETFL) & O_NONBLOCK);
	close(y);
	close(x);
	close(server);
	x = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	SHOW(connect(x, (struct sockaddr *)&a, sizeof a));
	state("refused", x);
	getsockopt(x, SOL_SOCKET, SO_ERROR, &error, &l);
	printf("%s\n", strerrorname_np(error));
	getsockopt(x, SOL_SOCKET, SO_ERROR, &error, &l);
	printf("%d\n", error);
	int z = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	connect(z, (struct sockaddr *)&a, sizeof a);
	state("refused", z);
	char c;
	SHOW(read(z, &c, 1));
	SHOW(read(z, &c, 1));
}
