// slow
/* socket(7), SO_RCVTIMEO and SO_SNDTIMEO: of accept, connect, recv and send; what was moved counts; EAGAIN and EINPROGRESS. */
#include "behaviour.h"
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

static int s[2];
int main(void)
{
	struct timeval short_ = {0, 50000};
	char t[10], *big = calloc(1, 1 << 20);
	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, s) == 0);
	setsockopt(s[0], SOL_SOCKET, SO_RCVTIMEO, &short_, sizeof short_), setsockopt(s[0], SOL_SOCKET, SO_SNDTIMEO, &short_, sizeof short_);
	SHOW(recv(s[0], t, 1, 0));
	SHOW(write(s[1], "ab", 2));
	SHOW(recv(s[0], t, 10, MSG_WAITALL));
	ssize_t n = send(s[0], big, 1 << 20, 0);
	printf("a part: %d\n", n > 0 && n < 1 << 20);
	SHOW(send(s[0], big, 1 << 20, 0));
	struct sockaddr_un a = {AF_UNIX, "server"};
	int l = socket(AF_UNIX, SOCK_STREAM, 0);
	CHECK(bind(l, (void *)&a, sizeof a) == 0 && listen(l, 0) == 0);
	setsockopt(l, SOL_SOCKET, SO_RCVTIMEO, &short_, sizeof short_);
	SHOW(accept(l, NULL, NULL));
	int c = socket(AF_UNIX, SOCK_STREAM, 0), d = socket(AF_UNIX, SOCK_STREAM, 0);
	setsockopt(d, SOL_SOCKET, SO_SNDTIMEO, &short_, sizeof short_);
	SHOW(connect(c, (void *)&a, sizeof a));
	SHOW(connect(d, (void *)&a, sizeof a));
	SHOW(accept(l, NULL, NULL) > 0);
	struct sockaddr_in in = {AF_INET, 0, {htonl(INADDR_LOOPBACK)}};
	int tcp = socket(AF_INET, SOCK_STREAM, 0), udp = socket(AF_INET, SOCK_DGRAM, 0);
	CHECK(bind(tcp, (void *)&in, sizeof in) == 0 && listen(tcp, 1) == 0 && bind(udp, (void *)&in, sizeof in) == 0);
	setsockopt(tcp, SOL_SOCKET, SO_RCVTIMEO, &short_, sizeof short_), setsockopt(udp, SOL_SOCKET, SO_RCVTIMEO, &short_, sizeof short_);
	SHOW(accept(tcp, NULL, NULL));
	SHOW(recv(udp, t, 1, 0));
	SHOW(read(udp, t, 1));
	socklen_t size = sizeof short_;
	SHOW(getsockopt(udp, SOL_SOCKET, SO_RCVTIMEO, &short_, &size));
	printf("%ld %ld\n", (long)short_.tv_sec, (long)short_.tv_usec);
	return 0;
}
