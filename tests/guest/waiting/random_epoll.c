// arguments: 9
#include "behaviour.h"
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

/* Random registrations and events; which events epoll reports, and in which order. */
static unsigned state;

static unsigned next(unsigned n)
{
	state = state * 1103515245 + 12345;
	return (state >> 16) % n;
}

static int fds[16], ep[2];
static char buffer[5000];

static void set(int i, int fd)
{
	if (fds[i] >= 0)
		close(fds[i]);
	fds[i] = fd;
}

static void wait_on(int e)
{
	struct epoll_event got[20];
	int limit = 1 + next(8), n = epoll_wait(ep[e], got, limit, 0);
	printf("wait %d %d: %d", e, limit, n);
	for (int i = 0; i < n; i++)
		printf(" %d/%x", (int)got[i].data.u64, got[i].events);
	printf("\n");
}

int main(int argc, char **argv)
{
	state = atoi(argv[1]);
	signal(SIGPIPE, SIG_IGN);
	memset(fds, -1, sizeof fds);
	ep[0] = epoll_create1(0);
	ep[1] = epoll_create1(0);
	int masks[] = { EPOLLIN, EPOLLOUT, EPOLLIN | EPOLLOUT, EPOLLIN | EPOLLRDHUP, 0 };
	for (int round = 0; round < 2000; round++) {
		int i = next(16), j = next(16), p[2], r, e = next(2);
		long n;
		errno = 0;
		switch (next(10)) {
		case 0:
			if (i == j)
				break;
			r = next(4);
			if (r == 0)
				CHECK(pipe2(p, O_NONBLOCK) == 0);
			else if (r < 3)
				CHECK(socketpair(AF_UNIX, (r == 1 ? SOCK_STREAM : SOCK_DGRAM) | SOCK_NONBLOCK, 0, p) == 0);
			else {
				p[0] = eventfd(next(2), EFD_NONBLOCK);
				p[1] = eventfd(0, EFD_NONBLOCK);
			}
			set(i, p[0]);
			set(j, p[1]);
			printf("new %d %d %d\n", r, i, j);
			break;
		case 1: case 2: {
			struct epoll_event v = { masks[next(5)] | (next(3) ? 0 : EPOLLET) | (next(5) ? 0 : EPOLLONESHOT), { .u64 = i } };
			int op = next(3) ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
			r = epoll_ctl(ep[e], op, fds[i], &v);
			printf("ctl %d %d %d %x: %d\n", e, op, i, v.events, r ? errno : 0);
			break;
		}
		case 3:
			if (next(3) == 0) {
				r = epoll_ctl(ep[e], EPOLL_CTL_DEL, fds[i], NULL);
				printf("del %d %d: %d\n", e, i, r ? errno : 0);
			}
			break;
		case 4: case 5:
			n = write(fds[i], "\1\0\0\0\0\0\0\0", 8);
			printf("write %d: %ld %d\n", i, n, n < 0 ? errno : 0);
			break;
		case 6:
			n = read(fds[i], buffer, next(2) ? 8 : 5000);
			printf("read %d: %ld %d\n", i, n, n < 0 ? errno : 0);
			break;
		case 7:
			if (next(6) == 0) {
				set(i, -1);
				printf("close %d\n", i);
			} else if (next(6) == 0) {
				r = shutdown(fds[i], next(3));
				printf("shutdown %d: %d\n", i, r ? errno : 0);
			}
			break;
		default:
			wait_on(e);
		}
	}
}
