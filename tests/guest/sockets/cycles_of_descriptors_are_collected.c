// slow
/* unix(7), SCM_RIGHTS: sockets that hold each other in flight and nobody else are gone, and what they held is closed. */
#include "behaviour.h"
#include <poll.h>
#include <sys/socket.h>

static void give(int s, int fd)
{
	char room[CMSG_SPACE(sizeof(int))] = {0};
	struct iovec v = {"x", 1};
	struct msghdr m = {.msg_iov = &v, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room};
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);
	c->cmsg_level = SOL_SOCKET, c->cmsg_type = SCM_RIGHTS, c->cmsg_len = CMSG_LEN(sizeof fd);
	memcpy(CMSG_DATA(c), &fd, sizeof fd);
	CHECK(sendmsg(s, &m, 0) == 1);
}

static void ended(const char *what, int r)
{
	struct pollfd p = {r, POLLIN};
	for (int i = 0; i < 200 && !(poll(&p, 1, 0), p.revents); i++) {
		close(socket(AF_UNIX, SOCK_STREAM, 0)); /* Linux looks for cycles when sockets are closed */
		usleep(1000);
	}
	printf("%s: poll %x\n", what, p.revents);
}

int main(void)
{
	int s[2], t[2], p[2];
	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, s) == 0 && pipe(p) == 0);
	give(s[0], p[1]);
	close(p[1]);
	struct pollfd f = {p[0], POLLIN};
	poll(&f, 1, 0);
	printf("in flight: poll %x\n", f.revents);
	close(s[0]), close(s[1]);
	ended("both ends closed", p[0]);
	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, s) == 0 && pipe(p) == 0);
	give(s[0], s[1]), give(s[0], s[0]), give(s[0], p[1]);
	close(p[1]), close(s[0]), close(s[1]);
	ended("a pair in itself", p[0]);
	CHECK(socketpair(AF_UNIX, SOCK_DGRAM, 0, s) == 0 && socketpair(AF_UNIX, SOCK_STREAM, 0, t) == 0 && pipe(p) == 0);
	give(s[0], t[0]), give(s[0], t[1]), give(t[0], s[0]), give(t[0], s[1]), give(t[1], p[1]);
	close(p[1]), close(s[0]), close(s[1]), close(t[0]);
	poll(&f, 1, 0);
	f.fd = p[0], poll(&f, 1, 0);
	printf("one end is held: poll %x\n", f.revents);
	close(t[1]);
	ended("two pairs in each other", p[0]);
	return 0;
}
