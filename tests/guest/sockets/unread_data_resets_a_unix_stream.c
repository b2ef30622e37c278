// slow
/* unix(7): closing a stream with unread data gives the peer ECONNRESET once; without, end of file; connections never accepted. */
#include "behaviour.h"
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

static void look(int s)
{
	char b[10];
	int e;
	socklen_t n = sizeof e;
	struct pollfd p = {s, POLLIN | POLLOUT | POLLRDHUP};
	poll(&p, 1, 0);
	printf("poll %x; ", p.revents);
	errno = 0;
	printf("read %zd", read(s, b, 10)), printf(" %s; ", errno ? strerrorname_np(errno) : "");
	errno = 0;
	printf("write %zd", send(s, "x", 1, MSG_NOSIGNAL)), printf(" %s; ", errno ? strerrorname_np(errno) : "");
	getsockopt(s, SOL_SOCKET, SO_ERROR, &e, &n);
	printf("SO_ERROR %d\n", e);
}

int main(void)
{
	int s[2];
	for (int unread = 0; unread < 2; unread++) {
		CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, s) == 0);
		if (unread)
			CHECK(write(s[0], "unread", 6) == 6);
		CHECK(write(s[1], "sent", 4) == 4);
		close(s[1]);
		look(s[0]), look(s[0]), look(s[0]);
	}
	struct sockaddr_un a = {AF_UNIX, "server"};
	int server = socket(AF_UNIX, SOCK_STREAM, 0), c = socket(AF_UNIX, SOCK_STREAM, 0), d = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
	CHECK(bind(server, (void *)&a, sizeof a) == 0 && listen(server, 0) == 0);
	SHOW(connect(c, (void *)&a, sizeof a));
	SHOW(write(c, "early", 5));
	SHOW(connect(d, (void *)&a, sizeof a));
	close(server);
	look(c), look(c);
	SHOW(connect(d, (void *)&a, sizeof a));
	return 0;
}
