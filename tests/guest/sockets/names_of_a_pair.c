// slow
/* getsockname(2) and getpeername(2) of sockets without a name: the family alone, whatever room there is. */
#include "behaviour.h"
#include <sys/socket.h>
#include <sys/un.h>

static void ask(const char *what, int fd, socklen_t room)
{
	struct sockaddr_un a = {77, "untouched"};
	socklen_t length = room;
	SHOW(getsockname(fd, (struct sockaddr *)&a, &length));
	printf("   %s: length %u, family %d, %s\n", what, length, a.sun_family, a.sun_path);
	length = room;
	SHOW(getpeername(fd, (struct sockaddr *)&a, &length));
	printf("   %s: length %u, family %d\n", what, length, a.sun_family);
}

int main(void)
{
	int s[2], alone = socket(AF_UNIX, SOCK_STREAM, 0);
	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, s) == 0);
	ask("pair", s[0], sizeof(struct sockaddr_un));
	ask("no room", s[0], 0);
	ask("room for the family", s[0], 2);
	ask("less than nothing", s[0], (socklen_t)-1);
	ask("alone", alone, sizeof(struct sockaddr_un));
	close(s[1]);
	ask("left behind", s[0], sizeof(struct sockaddr_un));
	ask("a file", 0, 10);
	ask("closed", 99, 10);
	return 0;
}
