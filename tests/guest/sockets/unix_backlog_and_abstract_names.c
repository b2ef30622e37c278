#include "behaviour.h"
#include <sys/socket.h>
#include <sys/un.h>

int main(void)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX, .sun_path = "\0fpath-test-name" };
	socklen_t l = 2 + 16;
	int s = socket(AF_UNIX, SOCK_STREAM, 0), t = socket(AF_UNIX, SOCK_STREAM, 0);
	SHOW(bind(s, (struct sockaddr *)&a, l));
	SHOW(bind(t, (struct sockaddr *)&a, l));
	SHOW(bind(t, (struct sockaddr *)&a, l - 1));
	SHOW(listen(s, 1));
	int accepted = 0;
	for (int i = 0; i < 5; i++) {
		int c = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
		SHOW(connect(c, (struct sockaddr *)&a, l));
	}
	fcntl(s, F_SETFL, O_NONBLOCK);
	while (accept(s, NULL, NULL) >= 0)
		accepted++;
	printf("%d\n", accepted);
	struct sockaddr_un b;
	int u = socket(AF_UNIX, SOCK_DGRAM, 0);
	SHOW(bind(u, (struct sockaddr *)&a, 2)); /* autobind */
	l = sizeof b;
	getsockname(u, (struct sockaddr *)&b, &l);
	printf("%d %d\n", l, b.sun_path[0]);
	l = sizeof b;
	getsockname(s, (struct sockaddr *)&b, &l);
	printf("%d %.15s\n", l, b.sun_path + 1);
	close(s);
	SHOW(connect(t, (struct sockaddr *)&a, 2 + 16));
}
