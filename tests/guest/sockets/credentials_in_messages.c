// slow
// needs: root
/* unix(7), SCM_CREDENTIALS and SO_PASSCRED: filled in when asked for, checked against the sender, autobound, on both kinds. */
#include "behaviour.h"
#include <sys/socket.h>
#include <sys/un.h>

static int s[2];
static void take(void)
{
	char room[200], data[20] = {0};
	struct iovec v = {data, 19};
	struct msghdr m = {.msg_iov = &v, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room};
	errno = 0;
	ssize_t n = recvmsg(s[1], &m, MSG_DONTWAIT);
	printf("  %zd %s %s:", n, n < 0 ? strerrorname_np(errno) : "", data);
	for (struct cmsghdr *c = n < 0 ? NULL : CMSG_FIRSTHDR(&m); c; c = CMSG_NXTHDR(&m, c))
		if (c->cmsg_type == SCM_CREDENTIALS) {
			struct ucred u;
			memcpy(&u, CMSG_DATA(c), sizeof u);
			printf(" pid %s uid %d gid %d", u.pid == getpid() ? "own" : u.pid == 1 ? "1" : u.pid ? "child" : "0", (int)u.uid, (int)u.gid);
		} else
			printf(" type %d", c->cmsg_type);
	printf(" flags %x\n", m.msg_flags);
}

static int send_as(pid_t pid, uid_t uid, gid_t gid)
{
	char room[CMSG_SPACE(sizeof(struct ucred))] = {0};
	struct iovec v = {"c", 1};
	struct msghdr m = {.msg_iov = &v, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room};
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);
	struct ucred u = {pid, uid, gid};
	c->cmsg_level = SOL_SOCKET, c->cmsg_type = SCM_CREDENTIALS, c->cmsg_len = CMSG_LEN(sizeof u);
	memcpy(CMSG_DATA(c), &u, sizeof u);
	return sendmsg(s[0], &m, 0);
}

static int as_user(void)
{
	CHECK(setresgid(100, 200, 300) == 0 && setresuid(1000, 2000, 3000) == 0);
	SHOW(write(s[0], "plain", 5));
	SHOW(send_as(getpid(), 1000, 100));
	SHOW(send_as(getpid(), 3000, 300));
	SHOW(send_as(getpid(), 0, 100));
	SHOW(send_as(getpid(), 1000, 0));
	SHOW(send_as(getppid(), 1000, 100));
	return 0;
}

int main(void)
{
	int on = 1;
	struct ucred peer;
	socklen_t n = sizeof peer;
	for (int t = 0; t < 2; t++) {
		CHECK(socketpair(AF_UNIX, t ? SOCK_DGRAM : SOCK_STREAM, 0, s) == 0);
		SHOW(write(s[0], "before", 6));
		SHOW(setsockopt(s[1], SOL_SOCKET, SO_PASSCRED, &on, sizeof on));
		take();
		SHOW(write(s[0], "after", 5));
		take();
		SHOW(send_as(getpid(), 5, 6));
		take();
		SHOW(send_as(1, 5, 6));
		take();
		SHOW(send_as(999999, 5, 6));
		wait_status(child(as_user));
		take(), take(), take(), take();
		SHOW(getsockopt(s[1], SOL_SOCKET, SO_PEERCRED, &peer, &n));
		printf("peer uid %d gid %d, self %d\n", (int)peer.uid, (int)peer.gid, peer.pid == getpid());
		SHOW(getsockopt(s[1], SOL_SOCKET, SO_PASSCRED, &on, &n));
		SHOW(setsockopt(s[1], SOL_SOCKET, SO_PEERCRED, &peer, sizeof peer));
		close(s[0]), close(s[1]);
	}
	int d = socket(AF_UNIX, SOCK_DGRAM, 0), e = socket(AF_UNIX, SOCK_DGRAM, 0);
	struct sockaddr_un a = {AF_UNIX, "name"}, got;
	CHECK(bind(e, (void *)&a, sizeof a) == 0);
	SHOW(setsockopt(d, SOL_SOCKET, SO_PASSCRED, &on, sizeof on));
	SHOW(connect(d, (void *)&a, sizeof a));
	n = sizeof got;
	SHOW(getsockname(d, (void *)&got, &n));
	printf("bound by connect: %d\n", (int)n);
	return 0;
}
