// arguments: 3
#include "behaviour.h"
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

/* Random operations on pipes, sockets and event descriptors, none of which waits. */
static unsigned state;

static unsigned next(unsigned n)
{
	state = state * 1103515245 + 12345;
	return (state >> 16) % n;
}

static int fds[40];
static char buffer[300000];

static void set(int i, int fd)
{
	if (fds[i] >= 0)
		close(fds[i]);
	fds[i] = fd;
}

int main(int argc, char **argv)
{
	state = atoi(argv[1]);
	signal(SIGPIPE, SIG_IGN);
	memset(fds, -1, sizeof fds);
	int sizes[] = { 1, 10, 500, 4095, 4096, 4097, 20000, 70000, 250000 };
	for (int round = 0; round < 3000; round++) {
		int i = next(20), j = next(20), p[2], r, v;
		long n;
		errno = 0;
		switch (next(14)) {
		case 0:
			r = next(6);
			if (r == 0)
				CHECK(pipe2(p, O_NONBLOCK | (next(4) ? 0 : O_DIRECT)) == 0);
			else if (r < 4)
				CHECK(socketpair(AF_UNIX, (r == 1 ? SOCK_STREAM : r == 2 ? SOCK_DGRAM : SOCK_SEQPACKET) | SOCK_NONBLOCK, 0, p) == 0);
			else {
				p[0] = eventfd(next(3), EFD_NONBLOCK | (r == 4 ? EFD_SEMAPHORE : 0));
				p[1] = dup(p[0]);
			}
			set(i, p[0]);
			set(j == i ? 20 + i : j, p[1]);
			printf("new %d %d %d\n", r, i, j);
			break;
		case 1: case 2: case 3:
			n = write(fds[i], buffer, r = sizes[next(9)]);
			printf("write %d %d: %ld %d\n", i, r, n, n < 0 ? errno : 0);
			break;
		case 4: case 5: case 6:
			n = read(fds[i], buffer, r = sizes[next(9)]);
			printf("read %d %d: %ld %d\n", i, r, n, n < 0 ? errno : 0);
			memset(buffer, 0, 16);
			break;
		case 7:
			n = recv(fds[i], buffer, r = sizes[next(9)], MSG_PEEK | (next(2) ? MSG_TRUNC : 0));
			printf("peek %d %d: %ld %d\n", i, r, n, n < 0 ? errno : 0);
			memset(buffer, 0, 16);
			break;
		case 8:
			r = shutdown(fds[i], v = next(3));
			printf("shutdown %d %d: %d %d\n", i, v, r, r ? errno : 0);
			break;
		case 9:
			if (next(3) == 0) {
				set(i, -1);
				printf("close %d\n", i);
			}
			break;
		case 10:
			if (fds[i] >= 0 && i != j) {
				set(j, dup(fds[i]));
				printf("dup %d %d\n", i, j);
			}
			break;
		case 11: {
			struct pollfd f = { fds[i], POLLIN | POLLOUT | POLLPRI | POLLRDHUP | POLLRDNORM | POLLWRNORM, 0 };
			r = poll(&f, 1, 0);
			printf("poll %d: %d %x\n", i, r, f.revents);
			break;
		}
		case 12:
			v = -1;
			r = ioctl(fds[i], FIONREAD, &v);
			printf("FIONREAD %d: %d %d\n", i, r ? errno : 0, v);
			break;
		case 13: {
			struct iovec io[3] = { { buffer, 3 }, { buffer + 10, sizes[next(9)] }, { buffer + 5, 0 } };
			struct msghdr m = { .msg_iov = io, .msg_iovlen = 3 };
			n = next(2) ? sendmsg(fds[i], &m, 0) : recvmsg(fds[i], &m, 0);
			printf("message %d %zu: %ld %d flags %x\n", i, io[1].iov_len, n, n < 0 ? errno : 0, m.msg_flags);
			memset(buffer, 0, 16);
			break;
		}
		}
	}
}
