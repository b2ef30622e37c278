// slow
/* socket(2) and socketpair(2): which families, types and protocols there are not, and what the two flags set. */
#include "behaviour.h"
#include <sys/socket.h>
#include <netinet/in.h>

int main(void)
{
	int s[2];
	SHOW(socket(AF_UNIX, SOCK_STREAM, 1));
	SHOW(socket(AF_UNIX, SOCK_STREAM, 2));
	SHOW(socket(AF_UNIX, SOCK_RDM, 0));
	SHOW(socket(AF_UNIX, 0, 0));
	SHOW(socket(AF_UNIX, 99, 0));
	SHOW(socket(AF_UNSPEC, SOCK_STREAM, 0));
	SHOW(socket(-1, SOCK_STREAM, 0));
	SHOW(socket(200, SOCK_STREAM, 0));
	SHOW(socket(AF_INET, SOCK_STREAM, IPPROTO_UDP));
	SHOW(socket(AF_INET, SOCK_SEQPACKET, 0));
	SHOW(socket(AF_INET, SOCK_STREAM, -1));
	SHOW(socket(AF_UNIX, SOCK_STREAM | O_APPEND, 0));
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	printf("%x %x\n", fcntl(fd, F_GETFD), fcntl(fd, F_GETFL) & (O_NONBLOCK | O_ACCMODE));
	SHOW(socketpair(AF_INET, SOCK_STREAM, 0, s));
	SHOW(socketpair(AF_UNIX, SOCK_STREAM, 7, s));
	SHOW(socketpair(AF_UNIX, SOCK_STREAM, 0, (int *)8));
	SHOW(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, s));
	printf("%x %x\n", fcntl(s[0], F_GETFD), fcntl(s[1], F_GETFD));
	return 0;
}
