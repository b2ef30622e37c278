// slow
/* accept(2) and getpeername(2): the address of a client that closed before it was accepted is told all the same. */
#include "behaviour.h"
#include <sys/socket.h>
#include <sys/un.h>

int main(void)
{
	struct sockaddr_un server = {AF_UNIX, "server"}, client = {AF_UNIX, "client"}, a = {0};
	socklen_t length = sizeof a;
	char b[8] = {0};
	int s = socket(AF_UNIX, SOCK_STREAM, 0);
	CHECK(bind(s, (struct sockaddr *)&server, sizeof server) == 0 && listen(s, 5) == 0);
	for (int named = 0; named < 2; named++) {
		int c = socket(AF_UNIX, SOCK_STREAM, 0);
		if (named)
			CHECK(bind(c, (struct sockaddr *)&client, sizeof client) == 0);
		CHECK(connect(c, (struct sockaddr *)&server, sizeof server) == 0 && write(c, "hi", 2) == 2 && close(c) == 0);
		length = sizeof a, memset(&a, 0, sizeof a);
		int taken = accept(s, (struct sockaddr *)&a, &length);
		CHECK(taken >= 0);
		printf("accept: length %u '%s'\n", length, a.sun_path);
		length = sizeof a;
		SHOW(getpeername(taken, (struct sockaddr *)&a, &length));
		printf("length %u '%s'\n", length, a.sun_path);
		SHOW(read(taken, b, 8));
		SHOW(read(taken, b, 8));
		SHOW(send(taken, "x", 1, MSG_NOSIGNAL));
		SHOW(unlink("client"));
		SHOW(getpeername(taken, (struct sockaddr *)&a, &length));
	}
	return 0;
}
