// slow
/* unix(7), SOCK_SEQPACKET: boundaries kept, connections as of a stream, MSG_EOR, MSG_TRUNC, end of file, empty packets. */
#include "behaviour.h"
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/ioctl.h>

int main(void)
{
	char b[100];
	int n;
	struct sockaddr_un a = {AF_UNIX, "server"};
	int server = socket(AF_UNIX, SOCK_SEQPACKET, 0), client = socket(AF_UNIX, SOCK_SEQPACKET, 0);
	CHECK(bind(server, (void *)&a, sizeof a) == 0);
	SHOW(send(client, "x", 1, 0));
	SHOW(recv(client, b, 1, 0));
	SHOW(connect(client, (void *)&a, sizeof a));
	SHOW(listen(server, 1));
	SHOW(connect(client, (void *)&a, sizeof a));
	SHOW(connect(client, (void *)&a, sizeof a));
	int c = accept(server, NULL, NULL);
	SHOW(sendto(client, "with name", 9, 0, (void *)&a, sizeof a));
	SHOW(send(client, "first", 5, MSG_EOR));
	SHOW(send(client, "second one", 10, 0));
	SHOW(send(client, "", 0, 0));
	SHOW(send(client, "last", 4, 0));
	SHOW(ioctl(c, FIONREAD, &n));
	printf("%d\n", n);
	struct iovec v = {b, 4};
	struct msghdr m = {.msg_iov = &v, .msg_iovlen = 1};
	SHOW(recv(c, b, 100, MSG_PEEK));
	for (int i = 0; i < 2; i++) {
		SHOW(recvmsg(c, &m, MSG_DONTWAIT));
		printf("flags %x\n", m.msg_flags);
	}
	SHOW(recv(c, b, 3, MSG_TRUNC | MSG_DONTWAIT));
	SHOW(recv(c, b, 100, MSG_DONTWAIT));
	SHOW(recv(c, b, 100, MSG_DONTWAIT));
	SHOW(recv(c, b, 100, MSG_DONTWAIT));
	SHOW(send(c, "left unread", 11, 0));
	close(c);
	SHOW(recv(client, b, 100, 0));
	SHOW(recv(client, b, 100, 0));
	signal(SIGPIPE, SIG_IGN);
	SHOW(send(client, "x", 1, 0));
	SHOW(socket(AF_UNIX, SOCK_RDM, 0));
	SHOW(socket(AF_UNIX, SOCK_RAW, 0) > 0);
	SHOW(socket(AF_UNIX, SOCK_STREAM, 5));
	return 0;
}
