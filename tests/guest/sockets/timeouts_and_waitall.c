#include "behaviour.h"
#include <sys/socket.h>
#include <sys/time.h>

static int s[2];
static void handler(int signal) {}

static int slow(void)
{
	for (int i = 0; i < 3; i++) {
		usleep(30000);
		write(s[0], "abc", 3);
	}
	return 0;
}

int main(void)
{
	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, s) == 0);
	struct timeval t = { 0, 50000 };
	char b[20];
	SHOW(setsockopt(s[1], SOL_SOCKET, SO_RCVTIMEO, &t, sizeof t));
	SHOW(read(s[1], b, 1));
	SHOW(recv(s[1], b, 1, MSG_DONTWAIT));
	t.tv_sec = 5;
	setsockopt(s[1], SOL_SOCKET, SO_RCVTIMEO, &t, sizeof t);
	socklen_t l = sizeof t;
	getsockopt(s[1], SOL_SOCKET, SO_RCVTIMEO, &t, &l);
	printf("%ld %ld %d\n", (long)t.tv_sec, (long)t.tv_usec, l);
	struct sigaction a = { .sa_handler = handler, .sa_flags = SA_RESTART };
	sigaction(SIGALRM, &a, NULL);
	alarm(1);
	SHOW(read(s[1], b, 1)); /* a timeout is set: not restarted */
	pid_t pid = child(slow);
	SHOW(recv(s[1], b, 9, MSG_WAITALL));
	wait_status(pid);
	t.tv_usec = 1000000;
	SHOW(setsockopt(s[1], SOL_SOCKET, SO_RCVTIMEO, &t, sizeof t));
	SHOW(setsockopt(s[1], SOL_SOCKET, SO_RCVTIMEO, &t, 4));
	pid = child(slow);
	SHOW(recv(s[1], b, 9, 0));
	wait_status(pid);
	static char big[600000];
	t.tv_sec = 0;
	t.tv_usec = 50000;
	setsockopt(s[0], SOL_SOCKET, SO_SNDTIMEO, &t, sizeof t);
	SHOW(write(s[0], big, sizeof big));
	SHOW(write(s[0], big, sizeof big));
	int v;
	l = 4;
	getsockopt(s[0], SOL_SOCKET, SO_SNDBUF, &v, &l);
	printf("%d\n", v);
	v = 1;
	setsockopt(s[0], SOL_SOCKET, SO_SNDBUF, &v, 4);
	getsockopt(s[0], SOL_SOCKET, SO_SNDBUF, &v, &l);
	printf("%d\n", v);
	SHOW(setsockopt(s[0], SOL_SOCKET, 999, &v, 4));
	SHOW(setsockopt(s[0], 6, 1, &v, 4));
	SHOW(getsockopt(s[0], SOL_SOCKET, SO_ERROR, &v, &l));
	printf("%d\n", v);
	SHOW(setsockopt(s[0], SOL_SOCKET, SO_TYPE, &v, 4));
	struct mmsghdr m[3] = { 0 };
	struct iovec io[3] = { { "a", 1 }, { "bb", 2 }, { "ccc", 3 } };
	for (int i = 0; i < 3; i++) {
		m[i].msg_hdr.msg_iov = &io[i];
		m[i].msg_hdr.msg_iovlen = 1;
	}
	int d[2];
	socketpair(AF_UNIX, SOCK_DGRAM, 0, d);
	SHOW(sendmmsg(d[0], m, 3, 0));
	printf("%d %d %d\n", m[0].msg_len, m[1].msg_len, m[2].msg_len);
	char in[4][10];
	struct iovec vi[4];
	struct mmsghdr r[4] = { 0 };
	for (int i = 0; i < 4; i++) {
		vi[i] = (struct iovec){ in[i], 10 };
		r[i].msg_hdr.msg_iov = &vi[i];
		r[i].msg_hdr.msg_iovlen = 1;
	}
	SHOW(recvmmsg(d[1], r, 4, MSG_WAITFORONE, NULL));
	printf("%d %d %d\n", r[0].msg_len, r[1].msg_len, r[2].msg_len);
}
