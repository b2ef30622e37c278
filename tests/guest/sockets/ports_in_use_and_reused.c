// needs: root
// slow
/* bind(2), socket(7): EADDRINUSE and the options SO_REUSEADDR and SO_REUSEPORT, wildcards against addresses, ports of users. */
#include "behaviour.h"
#include <netinet/in.h>
#include <sys/socket.h>

static int port;
static int try(int type, unsigned address, int option)
{
	struct sockaddr_in a = {AF_INET, htons(port), {htonl(address)}};
	int s = socket(AF_INET, type, 0);
	if (option)
		setsockopt(s, SOL_SOCKET, option, &(int){1}, sizeof(int));
	errno = 0;
	int r = bind(s, (void *)&a, sizeof a);
	printf("type %d address %x option %d: %s", type, address, option, r ? strerrorname_np(errno) : "ok");
	if (r) {
		close(s);
		s = -1;
	}
	puts("");
	return s;
}

static int as_user(void)
{
	CHECK(setresuid(1000, 1000, 1000) == 0);
	port = 80;
	try(SOCK_STREAM, INADDR_LOOPBACK, 0);
	port = 1023;
	try(SOCK_DGRAM, INADDR_LOOPBACK, 0);
	port = 0;
	try(SOCK_STREAM, INADDR_LOOPBACK, 0);
	return 0;
}

int main(void)
{
	struct sockaddr_in a;
	socklen_t n = sizeof a;
	for (int type = SOCK_STREAM; type <= SOCK_DGRAM; type++) {
		port = 0;
		int s = try(type, INADDR_LOOPBACK, 0);
		getsockname(s, (void *)&a, &n);
		port = ntohs(a.sin_port);
		printf("ephemeral %d\n", port >= 32768 && port <= 60999);
		try(type, INADDR_LOOPBACK, 0), try(type, INADDR_ANY, 0), try(type, INADDR_LOOPBACK, SO_REUSEADDR), try(type, INADDR_LOOPBACK, SO_REUSEPORT);
		close(try(type, INADDR_LOOPBACK + 1, 0)), close(try(3 - type, INADDR_LOOPBACK, 0));
		SHOW(bind(s, (void *)&a, sizeof a));
		close(s);
		s = try(type, INADDR_ANY, SO_REUSEADDR);
		int t = try(type, INADDR_LOOPBACK, SO_REUSEADDR);
		try(type, INADDR_LOOPBACK, 0);
		if (type == SOCK_STREAM) {
			SHOW(listen(s, 1));
			SHOW(listen(t, 1));
			try(type, INADDR_LOOPBACK, SO_REUSEADDR);
		}
		close(s), close(t);
		s = try(type, INADDR_LOOPBACK, SO_REUSEPORT), t = try(type, INADDR_LOOPBACK, SO_REUSEPORT);
		try(type, INADDR_LOOPBACK, SO_REUSEADDR);
		if (type == SOCK_STREAM) {
			SHOW(listen(s, 1));
			SHOW(listen(t, 1));
		}
		close(s), close(t);
		port = 9;
		try(type, 0x08080808, 0);
		close(try(type, 0x7f123456, 0));
	}
	wait_status(child(as_user));
	int s = socket(AF_INET, SOCK_STREAM, 0);
	SHOW(bind(s, (void *)&a, 8));
	a.sin_family = AF_INET6;
	SHOW(bind(s, (void *)&a, sizeof a));
	SHOW(listen(s, 1));
	getsockname(s, (void *)&a, &n);
	printf("listen without bind got a port: %d\n", a.sin_port != 0);
	return 0;
}
