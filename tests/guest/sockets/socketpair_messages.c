#include "behaviour.h"
#include <poll.h>
#include <sys/socket.h>

static void messages(int type)
{
	int s[2];
	char b[100];
	CHECK(socketpair(AF_UNIX, type | SOCK_NONBLOCK, 0, s) == 0);
	SHOW(write(s[0], "hello", 5));
	SHOW(write(s[0], "", 0));
	SHOW(send(s[0], "", 0, 0));
	SHOW(write(s[0], "worlds", 6));
	SHOW(recv(s[1], b, 3, MSG_PEEK));
	SHOW(recv(s[1], b, 3, MSG_PEEK | MSG_TRUNC));
	struct iovec v = { b, 3 };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1 };
	SHOW(recvmsg(s[1], &m, 0));
	printf("%x\n", m.msg_flags);
	SHOW(recv(s[1], b, 100, 0));
	SHOW(recv(s[1], b, 100, 0));
	v.iov_len = 100;
	SHOW(recvmsg(s[1], &m, 0));
	printf("%x\n", m.msg_flags);
	SHOW(recv(s[1], b, 100, 0));
	static char big[300000];
	SHOW(write(s[0], big, 300000) < 0);
	int size = 400000;
	setsockopt(s[0], SOL_SOCKET, SO_SNDBUF, &size, 4);
	SHOW(write(s[0], big, 300000));
	SHOW(recv(s[1], big, 100, MSG_TRUNC));
	struct pollfd f = { s[1], POLLIN | POLLOUT | POLLRDHUP };
	close(s[0]);
	poll(&f, 1, 0);
	printf("%x\n", f.revents);
	signal(SIGPIPE, SIG_IGN);
	SHOW(recv(s[1], b, 100, 0));
	SHOW(write(s[1], b, 1));
	SHOW(write(s[1], b, 1));
}

int main(void)
{
	messages(SOCK_DGRAM);
	messages(SOCK_SEQPACKET);
}
