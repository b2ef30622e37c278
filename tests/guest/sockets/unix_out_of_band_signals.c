// slow
/* MSG_OOB on a UNIX stream sends SIGURG to the owner, wakes poll for POLLPRI and select's third set; a receive of several buffers and recvmsg's flags. */
#include "behaviour.h"
#include <sys/select.h>
#include <sys/socket.h>

static int urgent;
static void caught(int n) { urgent++; }

int main(void)
{
	int s[2];
	char a[4] = {0}, b[4] = {0};
	struct iovec v[2] = {{a, 2}, {b, 4}};
	struct msghdr m = {.msg_iov = v, .msg_iovlen = 2};
	signal(SIGURG, caught);
	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, s) == 0);
	SHOW(send(s[0], "a", 1, MSG_OOB));
	printf("without owner %d\n", urgent);
	SHOW(fcntl(s[1], F_SETOWN, getpid()));
	SHOW(send(s[0], "bcd", 3, MSG_OOB));
	printf("with owner %d\n", urgent);
	fd_set e;
	FD_ZERO(&e);
	FD_SET(s[1], &e);
	SHOW(select(s[1] + 1, NULL, NULL, &e, &(struct timeval){0, 0}));
	SHOW(recvmsg(s[1], &m, 0));
	printf("%s %s flags %x\n", a, b, m.msg_flags);
	m.msg_flags = 0;
	SHOW(recvmsg(s[1], &m, MSG_OOB));
	printf("%c flags %x\n", a[0], m.msg_flags);
	SHOW(send(s[0], "", 0, MSG_OOB));
	SHOW(send(s[0], "xyz", 3, MSG_OOB));
	SHOW(recv(s[1], a, 1, MSG_OOB | MSG_PEEK));
	SHOW(recv(s[1], a, 0, MSG_OOB));
	SHOW(recv(s[1], a, 4, MSG_WAITALL));
	printf("%.2s\n", a);
	signal(SIGPIPE, SIG_IGN);
	close(s[1]);
	SHOW(send(s[0], "x", 1, MSG_OOB));
	return 0;
}
