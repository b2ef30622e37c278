// slow
/* getsockname(2), getpeername(2), recvfrom(2): "the returned address is truncated if the buffer is too small; addrlen will return a greater value". */
#include "behaviour.h"
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

static void ask(const char *what, int s)
{
	int sizes[] = {0, 1, 2, 4, 8, 16, 28, 110, 128, 200};
	for (int i = 0; i < 10; i++) {
		unsigned char b[200];
		memset(b, 0xee, sizeof b);
		socklen_t n = sizes[i];
		errno = 0;
		int r = getsockname(s, (void *)b, &n);
		int written = 0;
		for (int j = 0; j < 200; j++)
			if (b[j] != 0xee)
				written = j + 1;
		printf("%s %d: %d %s length %d family %d within %d\n", what, sizes[i], r, r ? strerrorname_np(errno) : "", n, sizes[i] >= 2 ? b[0] : -1, written <= sizes[i]);
	}
}

int main(void)
{
	struct sockaddr_in four = {AF_INET, 0, {htonl(INADDR_LOOPBACK)}};
	struct sockaddr_in6 six = {AF_INET6, 0, 0, IN6ADDR_LOOPBACK_INIT};
	struct sockaddr_un name = {AF_UNIX, "a-name"};
	int a = socket(AF_INET, SOCK_DGRAM, 0), b = socket(AF_INET6, SOCK_DGRAM, 0), c = socket(AF_UNIX, SOCK_DGRAM, 0), d = socket(AF_UNIX, SOCK_STREAM, 0);
	ask("unbound", a);
	CHECK(bind(a, (void *)&four, sizeof four) == 0 && bind(b, (void *)&six, sizeof six) == 0 && bind(c, (void *)&name, sizeof name) == 0);
	ask("inet", a), ask("inet6", b), ask("unix", c), ask("unnamed", d);
	socklen_t n = -1;
	SHOW(getsockname(a, (void *)&four, &n));
	SHOW(getsockname(a, (void *)&four, NULL));
	n = 16;
	SHOW(getsockname(a, NULL, &n));
	SHOW(getpeername(a, (void *)&four, &n));
	SHOW(getsockname(0, (void *)&four, &n));
	char t;
	CHECK(sendto(socket(AF_UNIX, SOCK_DGRAM, 0), "x", 1, 0, (void *)&name, sizeof name) == 1 && sendto(c, "y", 1, 0, (void *)&name, sizeof name) == 1);
	n = sizeof name;
	SHOW(recvfrom(c, &t, 1, 0, (void *)&name, &n));
	printf("%d\n", n);
	n = 5;
	SHOW(recvfrom(c, &t, 1, 0, (void *)&name, &n));
	printf("%d\n", n);
	return 0;
}
