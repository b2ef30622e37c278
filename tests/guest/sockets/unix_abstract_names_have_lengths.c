// slow
/* unix(7), "abstract": the name is all of the bytes, NULs too; two lengths are two names; free again with the last close; autobind. */
#include "behaviour.h"
#include <stddef.h>
#include <sys/socket.h>
#include <sys/un.h>

static struct sockaddr_un a = {AF_UNIX};
static int make(int type, const char *name, int length)
{
	int s = socket(AF_UNIX, type, 0);
	memset(a.sun_path, 0, sizeof a.sun_path);
	memcpy(a.sun_path + 1, name, strlen(name));
	errno = 0;
	int r = bind(s, (void *)&a, offsetof(struct sockaddr_un, sun_path) + length);
	printf("bind %s/%d: %s\n", name, length, r ? strerrorname_np(errno) : "ok");
	return s;
}

int main(void)
{
	int s = make(SOCK_STREAM, "fpath-name", 11);
	make(SOCK_STREAM, "fpath-name", 11);
	make(SOCK_DGRAM, "fpath-name", 11);
	int t = make(SOCK_STREAM, "fpath-name", 12);
	make(SOCK_STREAM, "fpath-name", 108);
	CHECK(listen(s, 5) == 0);
	int c = socket(AF_UNIX, SOCK_STREAM, 0);
	memset(a.sun_path, 0, sizeof a.sun_path), memcpy(a.sun_path + 1, "fpath-name", 10);
	SHOW(connect(c, (void *)&a, offsetof(struct sockaddr_un, sun_path) + 13));
	SHOW(connect(c, (void *)&a, offsetof(struct sockaddr_un, sun_path) + 12));
	SHOW(connect(c, (void *)&a, offsetof(struct sockaddr_un, sun_path) + 11));
	struct sockaddr_un got;
	socklen_t n = sizeof got;
	SHOW(getpeername(c, (void *)&got, &n));
	printf("length %d\n", n);
	n = sizeof got;
	SHOW(getsockname(c, (void *)&got, &n));
	printf("length %d\n", n);
	n = 4;
	SHOW(getpeername(c, (void *)&got, &n));
	printf("length %d\n", n);
	int copy = dup(s);
	close(s);
	make(SOCK_STREAM, "fpath-name", 11);
	close(copy);
	make(SOCK_STREAM, "fpath-name", 11);
	close(t);
	int u = socket(AF_UNIX, SOCK_DGRAM, 0);
	SHOW(bind(u, (void *)&a, 2));
	n = sizeof got;
	SHOW(getsockname(u, (void *)&got, &n));
	printf("length %d, first byte %d\n", n, got.sun_path[0]);
	SHOW(bind(u, (void *)&a, 2));
	SHOW(bind(u, (void *)&a, 13));
	return 0;
}
