// arguments: 5
#include "behaviour.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

/* Random operations on TCP connections, none of which waits or fills a buffer. */
static unsigned state;

static unsigned next(unsigned n)
{
	state = state * 1103515245 + 12345;
	return (state >> 16) % n;
}

static int fds[12];
static char buffer[10000];

static void set(int i, int fd)
{
	if (fds[i] >= 0)
		close(fds[i]);
	fds[i] = fd;
}

int main(int argc, char **argv)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) }, b;
	socklen_t l = sizeof a;
	state = atoi(argv[1]);
	signal(SIGPIPE, SIG_IGN);
	memset(fds, -1, sizeof fds);
	int server = socket(AF_INET, SOCK_STREAM, 0);
	CHECK(bind(server, (struct sockaddr *)&a, sizeof a) == 0 && listen(server, 50) == 0);
	getsockname(server, (struct sockaddr *)&a, &l);
	int sizes[] = { 1, 10, 500, 5000 };
	for (int round = 0; round < 1200; round++) {
		int i = next(12), j = next(12), r, v;
		long n;
		switch (next(12)) {
		case 0:
			if (i != j) {
				int c = socket(AF_INET, SOCK_STREAM, 0);
				CHECK(connect(c, (struct sockaddr *)&a, sizeof a) == 0);
				set(i, c);
				set(j, accept4(server, NULL, NULL, SOCK_NONBLOCK));
				fcntl(c, F_SETFL, O_NONBLOCK);
				v = 1; /* Nagle's algorithm would hold small writes back for a while */
				setsockopt(fds[i], IPPROTO_TCP, TCP_NODELAY, &v, sizeof v);
				setsockopt(fds[j], IPPROTO_TCP, TCP_NODELAY, &v, sizeof v);
				printf("new %d %d\n", i, j);
			}
			break;
		case 1: case 2: case 3:
			n = write(fds[i], buffer, r = sizes[next(4)]);
			printf("write %d %d: %ld %d\n", i, r, n, n < 0 ? errno : 0);
			break;
		case 4: case 5: case 6:
			n = read(fds[i], buffer, r = sizes[next(4)]);
			printf("read %d %d: %ld %d\n", i, r, n, n < 0 ? errno : 0);
			break;
		case 7:
			n = recv(fds[i], buffer, r = sizes[next(4)], MSG_PEEK);
			printf("peek %d %d: %ld %d\n", i, r, n, n < 0 ? errno : 0);
			break;
		case 8:
			if (next(3) == 0) {
				r = shutdown(fds[i], v = next(3));
				printf("shutdown %d %d: %d %d\n", i, v, r, r ? errno : 0);
			}
			break;
		case 9:
			if (next(4) == 0) {
				struct linger linger = { 1, 0 };
				if (next(3) == 0)
					setsockopt(fds[i], SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
				set(i, -1);
				printf("close %d\n", i);
			}
			break;
		case 10: {
			struct pollfd f = { fds[i], POLLIN | POLLOUT | POLLPRI | POLLRDHUP | POLLRDNORM | POLLWRNORM, 0 };
			r = poll(&f, 1, 0);
			printf("poll %d: %d %x\n", i, r, f.revents);
			break;
		}
		case 11:
			v = -1;
			r = ioctl(fds[i], FIONREAD, &v);
			printf("FIONREAD %d: %d %d\n", i, r ? errno : 0, v);
			l = sizeof b;
			r = getpeername(fds[i], (struct sockaddr *)&b, &l);
			printf("peer %d: %d\n", i, r ? errno : 0);
			if (next(2)) {
				v = -1;
				l = 4;
				getsockopt(fds[i], SOL_SOCKET, SO_ERROR, &v, &l);
				printf("error %d: %d\n", i, v);
			}
			break;
		}
	}
}
