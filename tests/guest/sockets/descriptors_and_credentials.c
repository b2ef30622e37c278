#include "behaviour.h"
#include <sys/socket.h>
#include <sys/un.h>

static int s[2];

static int send_fds(int count, int *fds, struct ucred *c, const char *text)
{
	char control[1200] = { 0 };
	struct iovec v = { (void *)text, strlen(text) };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1, .msg_control = control };
	size_t used = 0;
	struct cmsghdr *h = (void *)control;
	if (count) {
		h->cmsg_len = CMSG_LEN(count * 4);
		h->cmsg_level = SOL_SOCKET;
		h->cmsg_type = SCM_RIGHTS;
		memcpy(CMSG_DATA(h), fds, count * 4);
		used += CMSG_SPACE(count * 4);
	}
	if (c) {
		h = (void *)(control + used);
		h->cmsg_len = CMSG_LEN(sizeof *c);
		h->cmsg_level = SOL_SOCKET;
		h->cmsg_type = SCM_CREDENTIALS;
		memcpy(CMSG_DATA(h), c, sizeof *c);
		used += CMSG_SPACE(sizeof *c);
	}
	m.msg_controllen = used;
	return sendmsg(s[0], &m, 0);
}

static int got[10];

static void receive(int room, int flags)
{
	char text[50] = "", control[1200];
	struct iovec v = { text, 40 };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1, .msg_control = control, .msg_controllen = room };
	int n = recvmsg(s[1], &m, flags);
	printf("%d \"%s\" flags %x control %zu", n, text, m.msg_flags, m.msg_controllen);
	for (struct cmsghdr *h = CMSG_FIRSTHDR(&m); h; h = CMSG_NXTHDR(&m, h)) {
		if (h->cmsg_type == SCM_RIGHTS) {
			int count = (h->cmsg_len - CMSG_LEN(0)) / 4;
			memcpy(got, CMSG_DATA(h), count * 4);
			printf(", %d descriptors", count);
		} else if (h->cmsg_type == SCM_CREDENTIALS) {
			struct ucred c;
			memcpy(&c, CMSG_DATA(h), sizeof c);
			printf(", credentials %s %d %d", c.pid == getpid() ? "own" : c.pid == getppid() ? "parent" : c.pid ? "other" : "0",
			       c.uid == getuid(), c.gid == getgid());
		}
	}
	printf("\n");
}

int main(void)
{
	CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, s) == 0);
	int p[2];
	CHECK(pipe(p) == 0);
	SHOW(send_fds(1, &p[1], NULL, "one"));
	close(p[1]);
	receive(200, MSG_CMSG_CLOEXEC);
	SHOW(fcntl(got[0], F_GETFD));
	SHOW(write(got[0], "through", 7));
	char b[20];
	SHOW(read(p[0], b, 20));
	close(got[0]);
	SHOW(read(p[0], b, 20));
	int fds[3] = { 0, 1, 2 };
	SHOW(send_fds(3, fds, NULL, "three"));
	SHOW(write(s[0], "plain", 5));
	SHOW(write(s[0], "more", 4));
	receive(200, 0);
	receive(200, 0);
	SHOW(send_fds(3, fds, NULL, "no room"));
	receive(20, 0);
	SHOW(send_fds(3, fds, NULL, "none"));
	receive(0, 0);
	SHOW(send_fds(2, fds, NULL, "peek"));
	receive(200, MSG_PEEK);
	receive(200, 0);
	int bad = 77;
	SHOW(send_fds(1, &bad, NULL, "bad"));
	int on = 1;
	SHOW(setsockopt(s[1], SOL_SOCKET, SO_PASSCRED, &on, 4));
	SHOW(write(s[0], "auto", 4));
	receive(200, 0);
	struct ucred c = { getpid(), getuid(), getgid() };
	SHOW(send_fds(1, fds, &c, "both"));
	receive(200, 0);
	/* a descriptor in flight keeps the file open */
	CHECK(pipe(p) == 0);
	SHOW(send_fds(1, &p[1], NULL, "in flight"));
	close(p[1]);
	fcntl(p[0], F_SETFL, O_NONBLOCK);
	SHOW(read(p[0], b, 1));
	close(s[0]);
	close(s[1]);
	SHOW(read(p[0], b, 1));
}
