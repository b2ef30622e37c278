#include "behaviour.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

int main(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int s = socket(AF_INET, SOCK_STREAM, 0), one = 1;
	bind(s, (struct sockaddr *)&a, sizeof a);
	socklen_t l = sizeof a;
	getsockname(s, (struct sockaddr *)&a, &l);
	listen(s, 5);
	int x = socket(AF_INET, SOCK_STREAM, 0);
	SHOW(connect(x, (struct sockaddr *)&a, sizeof a));
	int y = accept(s, NULL, NULL);
	close(y); /* the server closes first */
	usleep(2000);
	close(x);
	close(s);
	usleep(2000);
	s = socket(AF_INET, SOCK_STREAM, 0);
	SHOW(bind(s, (struct sockaddr *)&a, sizeof a));
	setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &one, 4);
	SHOW(bind(s, (struct sockaddr *)&a, sizeof a));
	/* and with SO_REUSEADDR from the beginning */
	s = socket(AF_INET, SOCK_STREAM, 0);
	setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &one, 4);
	a.sin_port = 0;
	bind(s, (struct sockaddr *)&a, sizeof a);
	getsockname(s, (struct sockaddr *)&a, &l);
	listen(s, 5);
	x = socket(AF_INET, SOCK_STREAM, 0);
	connect(x, (struct sockaddr *)&a, sizeof a);
	y = accept(s, NULL, NULL);
	close(y);
	usleep(2000);
	close(x);
	close(s);
	s = socket(AF_INET, SOCK_STREAM, 0);
	setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &one, 4);
	SHOW(bind(s, (struct sockaddr *)&a, sizeof a));
	SHOW(listen(s, 5));
}
