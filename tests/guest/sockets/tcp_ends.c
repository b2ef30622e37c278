#include "behaviour.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

static struct sockaddr_in a = { .sin_family = AF_INET };
static int server, x, y;

static void pair(void)
{
	x = socket(AF_INET, SOCK_STREAM, 0);
	CHECK(connect(x, (struct sockaddr *)&a, sizeof a) == 0);
	y = accept(server, NULL, NULL);
	CHECK(y >= 0);
}

static void state(const char *what, int fd)
{
	struct pollfd f = { fd, POLLIN | POLLOUT | POLLRDHUP };
	usleep(2000);
	poll(&f, 1, 0);
	int error;
	socklen_t l = 4;
	getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &l);
	printf("%s: %x %s\n", what, f.revents, error ? strerrorname_np(error) : "-");
}

int main(void)
{
	char b[100];
	signal(SIGPIPE, SIG_IGN);
	server = socket(AF_INET, SOCK_STREAM, 0);
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	CHECK(bind(server, (struct sockaddr *)&a, sizeof a) == 0 && listen(server, 5) == 0);
	socklen_t l = sizeof a;
	getsockname(server, (struct sockaddr *)&a, &l);
	pair();
	state("new", x);
	write(x, "hello", 5);
	state("data", y);
	int n;
	ioctl(y, FIONREAD, &n);
	printf("%d\n", n);
	SHOW(recv(y, b, 3, MSG_PEEK));
	SHOW(recv(y, b, 100, MSG_DONTWAIT));
	SHOW(recv(y, b, 100, MSG_DONTWAIT));
	SHOW(connect(x, (struct sockaddr *)&a, sizeof a));
	write(y, "last", 4);
	close(y); /* all read: FIN */
	state("peer closed", x);
	SHOW(read(x, b, 100));
	SHOW(read(x, b, 100));
	SHOW(write(x, "a", 1)); /* answered by RST */
	state("after a write", x);
	SHOW(write(x, "a", 1));
	SHOW(read(x, b, 1));
	close(x);
	pair();
	write(x, "unread", 6);
	usleep(2000);
	close(y); /* something unread: RST */
	state("reset", x);
	SHOW(read(x, b, 1));
	SHOW(write(x, "a", 1));
	close(x);
	pair();
	write(x, "unread", 6);
	usleep(2000);
	close(y);
	SHOW(read(x, b, 1));
	SHOW(read(x, b, 1));
	SHOW(write(x, "a", 1));
	close(x);
	pair();
	SHOW(shutdown(x, SHUT_WR));
	SHOW(write(x, "a", 1));
	state("half closed", x);
	state("other half", y);
	SHOW(read(y, b, 1));
	SHOW(write(y, "back", 4));
	SHOW(read(x, b, 100));
	SHOW(shutdown(y, SHUT_WR));
	state("both closed", x);
	SHOW(shutdown(x, SHUT_RDWR));
	close(x);
	close(y);
	pair();
	struct linger linger = { 1, 0 };
	setsockopt(x, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
	close(x);
	state("lingered", y);
	pair();
	SHOW(shutdown(y, SHUT_RD));
	state("read side shut", y);
	SHOW(read(y, b, 1));
	close(x);
	close(y);
	close(server);
	x = socket(AF_INET, SOCK_STREAM, 0);
	SHOW(connect(x, (struct sockaddr *)&a, sizeof a));
	SHOW(connect(x, (struct sockaddr *)&a, sizeof a));
}
