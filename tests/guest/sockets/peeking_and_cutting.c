// slow
/* recv(2): MSG_PEEK leaves what it saw, a datagram that does not fit is cut and MSG_TRUNC tells its real length; a stream is not cut. */
#include "behaviour.h"
#include <sys/socket.h>

static int s[2];

static void receive(const char *how, int flags, size_t room)
{
	char b[20] = {0};
	struct iovec v = {b, room};
	struct msghdr m = {.msg_iov = &v, .msg_iovlen = 1};
	ssize_t n = recvmsg(s[1], &m, flags | MSG_DONTWAIT);
	printf("   %s: %zd '%s' flags %x %s\n", how, n, b, n < 0 ? 0 : m.msg_flags, n < 0 ? strerrorname_np(errno) : "");
}

int main(void)
{
	int types[] = {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET};
	for (int i = 0; i < 3; i++) {
		CHECK(socketpair(AF_UNIX, types[i], 0, s) == 0);
		CHECK(send(s[0], "hello", 5, 0) == 5 && send(s[0], "world", 5, 0) == 5);
		printf("type %d\n", types[i]);
		receive("peek", MSG_PEEK, 8);
		receive("peek of two", MSG_PEEK, 2);
		receive("peek with its length", MSG_PEEK | MSG_TRUNC, 2);
		receive("no room", 0, 0);
		receive("two", 0, 2);
		receive("its length", MSG_TRUNC, 3);
		receive("the rest", 0, 20);
		receive("nothing", 0, 20);
		close(s[0]);
		receive("after the end", MSG_PEEK, 20);
		close(s[1]);
	}
	return 0;
}
