// slow
/* shutdown(2): what each end can still do after each way, for stream, datagram and seqpacket pairs; and what poll says. */
#include "behaviour.h"
#include <poll.h>
#include <sys/socket.h>

static int s[2];
static void look(int end)
{
	char b[10] = {0};
	struct pollfd p = {s[end], POLLIN | POLLOUT | POLLRDHUP};
	poll(&p, 1, 0);
	errno = 0;
	ssize_t w = send(s[end], "w", 1, MSG_NOSIGNAL | MSG_DONTWAIT);
	int e1 = errno;
	errno = 0;
	ssize_t r = recv(s[end], b, 10, MSG_DONTWAIT);
	printf("   end %d: poll %x, send %zd %s, recv %zd %s\n", end, p.revents, w, w < 0 ? strerrorname_np(e1) : "", r, r < 0 ? strerrorname_np(errno) : b);
}

int main(void)
{
	int types[] = {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET};
	for (int t = 0; t < 3; t++)
		for (int how = 0; how < 4; how++)
			for (int data = 0; data < 2; data++) {
				CHECK(socketpair(AF_UNIX, types[t], 0, s) == 0);
				if (data)
					CHECK(write(s[0], "data", 4) == 4 && write(s[1], "atad", 4) == 4);
				errno = 0;
				int r = shutdown(s[0], how);
				printf("type %d shutdown %d with data %d: %s\n", types[t], how, data, r ? strerrorname_np(errno) : "ok");
				look(0), look(1), look(0);
				printf("   again %d, other end %d\n", shutdown(s[0], how), shutdown(s[1], how));
				close(s[1]);
				look(0);
				close(s[0]);
			}
	int u = socket(AF_UNIX, SOCK_STREAM, 0);
	SHOW(shutdown(u, SHUT_RDWR));
	SHOW(shutdown(0, SHUT_RDWR));
	SHOW(shutdown(99, SHUT_RDWR));
	return 0;
}
