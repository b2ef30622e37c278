// slow
/* tcp(7), shutdown(2), close(2): half-closed, data after the end, a reset for unread data, SO_LINGER of 0. */
#include "behaviour.h"
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

static int a, b;
static void pair(void)
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

static void look(const char *what, int s)
{
	char text[20] = {0};
	struct pollfd p = {s, POLLIN | POLLOUT | POLLRDHUP};
	struct tcp_info i;
	socklen_t n = sizeof i;
	usleep(20000);
	poll(&p, 1, 0);
	getsockopt(s, SOL_TCP, TCP_INFO, &i, &n);
	errno = 0;
	ssize_t r = recv(s, text, 10, MSG_DONTWAIT);
	printf("%s: state %d poll %x recv %zd %s\n", what, i.tcpi_state, p.revents, r, r < 0 ? strerrorname_np(errno) : text);
}

int main(void)
{
	signal(SIGPIPE, SIG_IGN);
	pair();
	SHOW(shutdown(a, SHUT_WR));
	look("a", a), look("b", b);
	SHOW(write(b, "still", 5));
	look("a", a);
	SHOW(write(a, "x", 1));
	SHOW(shutdown(b, SHUT_WR));
	look("a", a), look("b", b);
	SHOW(shutdown(a, SHUT_RDWR));
	close(a), close(b);
	pair();
	SHOW(shutdown(a, SHUT_RD));
	SHOW(write(b, "ignored?", 8));
	look("a", a), look("b", b), look("a", a);
	close(a), close(b);
	pair();
	SHOW(write(b, "unread", 6));
	usleep(20000);
	close(a);
	look("b", b), look("b", b);
	SHOW(write(b, "x", 1));
	SHOW(write(b, "x", 1));
	close(b);
	pair();
	close(a);
	look("b", b);
	SHOW(write(b, "first", 5));
	look("b", b);
	SHOW(write(b, "second", 6));
	look("b", b);
	close(b);
	pair();
	setsockopt(a, SOL_SOCKET, SO_LINGER, &(struct linger){1, 0}, sizeof(struct linger));
	SHOW(write(a, "lost?", 5));
	close(a);
	look("b", b), look("b", b);
	close(b);
	pair();
	setsockopt(a, SOL_SOCKET, SO_LINGER, &(struct linger){1, 5}, sizeof(struct linger));
	SHOW(write(a, "kept", 4));
	close(a);
	look("b", b), look("b", b);
	close(b);
	return 0;
}
