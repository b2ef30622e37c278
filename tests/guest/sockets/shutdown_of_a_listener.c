// slow
/* shutdown(2) of a listening socket, TCP and UNIX: accept ends with EINVAL, connects are refused, listening again. */
#include "behaviour.h"
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

static int l;
static int waits(void)
{
	SHOW(accept(l, NULL, NULL));
	return 0;
}

int main(void)
{
	struct sockaddr_in in = {AF_INET, 0, {htonl(INADDR_LOOPBACK)}};
	struct sockaddr_un un = {AF_UNIX, "s"};
	for (int tcp = 0; tcp < 2; tcp++) {
		struct sockaddr *a = tcp ? (void *)&in : (void *)&un;
		socklen_t n = tcp ? sizeof in : sizeof un;
		printf("tcp %d\n", tcp);
		l = socket(tcp ? AF_INET : AF_UNIX, SOCK_STREAM, 0);
		CHECK(bind(l, a, n) == 0 && listen(l, 5) == 0 && getsockname(l, a, &n) == 0);
		n = tcp ? sizeof in : sizeof un;
		pid_t pid = child(waits);
		usleep(50000);
		SHOW(shutdown(l, SHUT_RD));
		wait_status(pid);
		int c = socket(tcp ? AF_INET : AF_UNIX, SOCK_STREAM, 0);
		SHOW(connect(c, a, n));
		struct pollfd p = {l, POLLIN | POLLOUT};
		poll(&p, 1, 0);
		printf("%x\n", p.revents);
		SHOW(listen(l, 5));
		SHOW(shutdown(l, SHUT_WR));
		close(l), close(c);
	}
	return 0;
}
