// slow
/* unix(7), SCM_RIGHTS: of datagrams, peeked at, cut off by a small buffer, a socket over itself, a closed one, 253 of them, with no data. */
#include "behaviour.h"
#include <sys/resource.h>
#include <sys/socket.h>

static ssize_t give(int s, const int *fds, int count, const char *data, size_t size)
{
	static char room[CMSG_SPACE(300 * sizeof(int))];
	struct iovec v = {(void *)data, size};
	struct msghdr m = {.msg_iov = &v, .msg_iovlen = 1, .msg_control = room, .msg_controllen = CMSG_SPACE(count * sizeof(int))};
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);
	c->cmsg_level = SOL_SOCKET, c->cmsg_type = SCM_RIGHTS, c->cmsg_len = CMSG_LEN(count * sizeof(int));
	memcpy(CMSG_DATA(c), fds, count * sizeof(int));
	return sendmsg(s, &m, 0);
}

static int last = -1;
static void take(int s, int flags, size_t space, size_t size)
{
	static char room[CMSG_SPACE(300 * sizeof(int))];
	char data[100] = {0};
	struct iovec v = {data, size};
	struct msghdr m = {.msg_iov = &v, .msg_iovlen = 1, .msg_control = space ? room : NULL, .msg_controllen = space};
	errno = 0;
	ssize_t n = recvmsg(s, &m, flags | MSG_DONTWAIT);
	int count = 0;
	struct cmsghdr *c = n >= 0 ? CMSG_FIRSTHDR(&m) : NULL;
	if (c && c->cmsg_type == SCM_RIGHTS) {
		count = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		for (int i = 0; i < count; i++) {
			memcpy(&last, CMSG_DATA(c) + i * sizeof(int), sizeof(int));
			if (i < count - 1)
				close(last);
		}
	}
	printf("  %zd %s %s descriptors %d flags %x control %d cloexec %d\n", n, n < 0 ? strerrorname_np(errno) : "", data, count, m.msg_flags & ~MSG_CMSG_CLOEXEC, (int)m.msg_controllen,
	       count ? fcntl(last, F_GETFD) : -1);
	if (count)
		close(last);
}

int main(void)
{
	int s[2], many[300];
	int types[] = {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET};
	for (int i = 0; i < 300; i++)
		many[i] = 0;
	for (int t = 0; t < 3; t++) {
		printf("type %d\n", types[t]);
		CHECK(socketpair(AF_UNIX, types[t], 0, s) == 0);
		SHOW(give(s[0], many, 2, "two", 3));
		take(s[1], MSG_PEEK, 1000, 100), take(s[1], 0, 1000, 100);
		SHOW(give(s[0], many, 3, "three", 5));
		take(s[1], 0, CMSG_SPACE(sizeof(int)), 100);
		SHOW(give(s[0], many, 1, "none", 4));
		take(s[1], 0, 0, 100);
		SHOW(give(s[0], many, 1, "cut", 3));
		take(s[1], MSG_CMSG_CLOEXEC, 1000, 1), take(s[1], 0, 1000, 100);
		SHOW(give(s[0], many, 1, "", 0));
		take(s[1], 0, 1000, 100);
		SHOW(give(s[0], many, 253, "most", 4));
		take(s[1], 0, CMSG_SPACE(253 * sizeof(int)), 100);
		SHOW(give(s[0], many, 254, "more", 4));
		SHOW(give(s[0], (int[]){0, 99}, 2, "bad", 3));
		SHOW(give(s[0], (int[]){-1}, 1, "bad", 3));
		SHOW(give(s[0], s, 2, "self", 4));
		take(s[1], 0, 1000, 100);
		SHOW(give(s[0], many, 1, "a", 1));
		SHOW(write(s[0], "b", 1));
		SHOW(give(s[0], many, 1, "c", 1));
		take(s[1], 0, 1000, 100), take(s[1], 0, 1000, 100), take(s[1], 0, 1000, 100);
		SHOW(give(s[0], many, 0, "zero", 4));
		take(s[1], 0, 1000, 100);
		int path = open(".", O_PATH);
		SHOW(give(s[0], &path, 1, "path", 4));
		take(s[1], 0, 1000, 100);
		SHOW(give(s[0], many, 5, "full", 4));
		CHECK(setrlimit(RLIMIT_NOFILE, &(struct rlimit){path + 2, 1024}) == 0);
		take(s[1], 0, 1000, 100);
		CHECK(setrlimit(RLIMIT_NOFILE, &(struct rlimit){1024, 1024}) == 0);
		close(path), close(s[0]), close(s[1]);
	}
	return 0;
}
