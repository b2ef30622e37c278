// slow
/* A message of no bytes: a datagram or packet all the same, nothing on a stream; vectors of pieces and their number. */
#include "behaviour.h"
#include <sys/socket.h>

int main(void)
{
	int types[] = {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET}, s[2];
	char b[8];
	static struct iovec many[1025];
	for (int i = 0; i < 3; i++) {
		printf("type %d\n", types[i]);
		CHECK(socketpair(AF_UNIX, types[i] | SOCK_NONBLOCK, 0, s) == 0);
		SHOW(send(s[0], "", 0, 0));
		SHOW(write(s[0], "", 0));
		SHOW(recv(s[1], b, 8, 0));
		SHOW(recv(s[1], b, 8, 0));
		SHOW(recv(s[1], b, 8, 0));
		struct msghdr m = {.msg_iov = many, .msg_iovlen = 1025};
		SHOW(sendmsg(s[0], &m, 0));
		m.msg_iovlen = 1024;
		SHOW(sendmsg(s[0], &m, 0));
		m.msg_iovlen = 0;
		SHOW(sendmsg(s[0], &m, 0));
		SHOW(recv(s[1], b, 8, 0));
		SHOW(sendmsg(s[0], NULL, 0));
		SHOW(recvmsg(s[1], (struct msghdr *)8, 0));
		close(s[0]), close(s[1]);
	}
	return 0;
}
