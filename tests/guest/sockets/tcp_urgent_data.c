#include "behaviour.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

static int x, y;
static void urgent(int signal) { write(1, "SIGURG\n", 7); }

static void state(const char *what)
{
	struct pollfd f = { y, POLLIN | POLLPRI };
	usleep(2000);
	poll(&f, 1, 0);
	int n = -1;
	ioctl(y, FIONREAD, &n);
	printf("%s: %x, %d bytes, at mark %d\n", what, f.revents, n, sockatmark(y));
}

int main(void)
{
	setvbuf(stdout, NULL, _IONBF, 0);
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t l = sizeof a;
	int server = socket(AF_INET, SOCK_STREAM, 0), on = 1;
	CHECK(bind(server, (struct sockaddr *)&a, sizeof a) == 0 && listen(server, 5) == 0);
	getsockname(server, (struct sockaddr *)&a, &l);
	x = socket(AF_INET, SOCK_STREAM, 0);
	CHECK(connect(x, (struct sockaddr *)&a, sizeof a) == 0);
	y = accept(server, NULL, NULL);
	fcntl(y, F_SETFL, O_NONBLOCK);
	signal(SIGURG, urgent);
	fcntl(y, F_SETOWN, getpid());
	char b[20];
	SHOW(recv(y, b, 1, MSG_OOB));
	write(x, "abc", 3);
	SHOW(send(x, "X", 1, MSG_OOB));
	write(x, "def", 3);
	state("urgent");
	SHOW(recv(y, b, 1, MSG_OOB | MSG_PEEK));
	SHOW(recv(y, b, 10, MSG_OOB));
	printf("%c\n", b[0]);
	SHOW(recv(y, b, 1, MSG_OOB));
	state("urgent byte read");
	SHOW(read(y, b, 20));
	state("at the mark");
	SHOW(read(y, b, 20));
	printf("%.3s\n", b);
	state("beyond");
	SHOW(setsockopt(y, SOL_SOCKET, SO_OOBINLINE, &on, 4));
	SHOW(send(x, "12Y", 3, MSG_OOB));
	write(x, "34", 2);
	state("in line");
	SHOW(recv(y, b, 1, MSG_OOB));
	SHOW(read(y, b, 20));
	state("at the mark");
	SHOW(read(y, b, 20));
	printf("%.3s\n", b);
}
