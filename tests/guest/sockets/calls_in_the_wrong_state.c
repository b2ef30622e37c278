// slow
/* Calls of a unix stream that come too early or too late: unbound, listening, connected. */
#include "behaviour.h"
#include <sys/socket.h>
#include <sys/un.h>

static struct sockaddr_un name = {AF_UNIX, "name"};
#define ADDRESS (struct sockaddr *)&name, sizeof name

int main(void)
{
	struct sockaddr_un other;
	socklen_t length = sizeof other;
	char b[4];
	int s = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0), c = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
	SHOW(listen(s, 1));
	SHOW(accept(s, NULL, NULL));
	SHOW(send(s, "x", 1, MSG_NOSIGNAL));
	SHOW(recv(s, b, 1, 0));
	SHOW(connect(c, ADDRESS));
	SHOW(bind(s, ADDRESS));
	SHOW(connect(c, ADDRESS));
	SHOW(bind(s, ADDRESS));
	SHOW(accept(s, NULL, NULL));
	SHOW(listen(s, 1));
	SHOW(accept(s, NULL, NULL));
	SHOW(connect(s, ADDRESS));
	SHOW(send(s, "x", 1, MSG_NOSIGNAL));
	SHOW(recv(s, b, 1, 0));
	SHOW(getpeername(s, (struct sockaddr *)&other, &length));
	SHOW(connect(c, ADDRESS));
	SHOW(connect(c, ADDRESS));
	SHOW(listen(c, 1));
	SHOW(accept(c, NULL, NULL));
	SHOW(sendto(c, "x", 1, MSG_NOSIGNAL, ADDRESS));
	SHOW(listen(s, 5));
	SHOW(accept4(s, NULL, NULL, O_APPEND));
	SHOW(accept4(s, NULL, NULL, SOCK_CLOEXEC) >= 0);
	return 0;
}
