// slow
/* connect(2): "connectionless sockets may dissolve the association by connecting to an address with the sa_family member set to
 * AF_UNSPEC". */
#include "behaviour.h"
#include <arpa/inet.h>
#include <sys/socket.h>

int main(void)
{
	struct sockaddr_in a = {AF_INET, 0, {htonl(INADDR_LOOPBACK)}}, peer;
	struct sockaddr none = {AF_UNSPEC};
	socklen_t length = sizeof a;
	char b[4];
	int server = socket(AF_INET, SOCK_DGRAM, 0), c = socket(AF_INET, SOCK_DGRAM, 0);
	CHECK(bind(server, (struct sockaddr *)&a, sizeof a) == 0 && getsockname(server, (struct sockaddr *)&a, &length) == 0);
	SHOW(send(c, "x", 1, 0));
	SHOW(connect(c, (struct sockaddr *)&a, sizeof a));
	SHOW(send(c, "x", 1, 0));
	length = sizeof peer;
	SHOW(getpeername(c, (struct sockaddr *)&peer, &length));
	printf("same port %d\n", peer.sin_port == a.sin_port);
	SHOW(connect(c, &none, sizeof none));
	SHOW(getpeername(c, (struct sockaddr *)&peer, &length));
	SHOW(send(c, "x", 1, 0));
	SHOW(sendto(c, "y", 1, 0, (struct sockaddr *)&a, sizeof a));
	SHOW(recv(server, b, 4, 0));
	SHOW(recv(server, b, 4, 0));
	SHOW(recv(server, b, 4, MSG_DONTWAIT));
	SHOW(connect(c, (struct sockaddr *)&a, 4));
	return 0;
}
