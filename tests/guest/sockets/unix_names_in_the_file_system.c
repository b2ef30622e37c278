// slow
// needs: root
/* unix(7): a path bound is a file: mode and umask, the rights that connecting takes, removed and bound again, too long, without NUL. */
#include "behaviour.h"
#include <stddef.h>
#include <sys/socket.h>
#include <sys/un.h>

static int try_bind(const char *path, int length)
{
	struct sockaddr_un a = {AF_UNIX};
	int s = socket(AF_UNIX, SOCK_STREAM, 0);
	memcpy(a.sun_path, path, strnlen(path, 108));
	errno = 0;
	int r = bind(s, (void *)&a, length);
	printf("bind %.20s %d: %s\n", path, length, r ? strerrorname_np(errno) : "ok");
	return s;
}

static int try_connect(const char *path, int type)
{
	struct sockaddr_un a = {AF_UNIX};
	int s = socket(AF_UNIX, type, 0);
	strncpy(a.sun_path, path, sizeof a.sun_path);
	errno = 0;
	int r = connect(s, (void *)&a, sizeof a);
	printf("connect %.20s %d: %s\n", path, type, r ? strerrorname_np(errno) : "ok");
	close(s);
	return 0;
}

static int as_user(void)
{
	CHECK(setresuid(1000, 1000, 1000) == 0);
	try_connect("open", SOCK_STREAM), try_connect("closed", SOCK_STREAM), try_connect("readonly", SOCK_STREAM), try_connect("d/in", SOCK_STREAM);
	try_bind("d/new", 20), try_bind("ro/new", 20);
	return 0;
}

int main(void)
{
	struct stat st;
	struct sockaddr_un a;
	socklen_t n = sizeof a;
	char longest[120];
	umask(0);
	mkdir("d", 0700), mkdir("ro", 0555), close(creat("file", 0666));
	int s = try_bind("open", 50);
	CHECK(listen(s, 9) == 0);
	stat("open", &st), printf("%o\n", st.st_mode);
	getsockname(s, (void *)&a, &n), printf("%d %s\n", n, a.sun_path);
	try_bind("open", 50);
	umask(077), listen(try_bind("closed", 50), 9), umask(0333), listen(try_bind("readonly", 50), 9), umask(0), listen(try_bind("d/in", 50), 9);
	stat("closed", &st), printf("%o\n", st.st_mode);
	wait_status(child(as_user));
	try_connect("file", SOCK_STREAM), try_connect("none", SOCK_STREAM), try_connect("d", SOCK_STREAM), try_connect("file/x", SOCK_STREAM), try_connect("", SOCK_STREAM);
	try_connect("open", SOCK_DGRAM), try_connect("open", SOCK_SEQPACKET);
	try_bind("file", 50), try_bind("d", 50), try_bind("none/x", 50), try_bind("d/", 50);
	SHOW(rename("open", "moved"));
	try_connect("moved", SOCK_STREAM), try_connect("open", SOCK_STREAM);
	getsockname(s, (void *)&a, &n), printf("%s\n", a.sun_path);
	SHOW(link("moved", "second"));
	try_connect("second", SOCK_STREAM);
	SHOW(unlink("second"));
	SHOW(unlink("moved"));
	try_connect("moved", SOCK_STREAM);
	close(try_bind("moved", 50));
	try_connect("moved", SOCK_STREAM);
	SHOW(open("moved", O_RDWR));
	SHOW(open("moved", O_PATH) > 0);
	memset(longest, 'l', 119), longest[119] = 0;
	try_bind(longest, 110), try_bind(longest, 111), try_bind(longest, 109), try_bind("x", 3), try_bind("x", 2), try_bind("x", 1), try_bind("x", 0);
	symlink("target", "link"), try_bind("link", 50), try_connect("link", SOCK_STREAM);
	int u = socket(AF_UNIX, SOCK_STREAM, 0);
	a.sun_family = AF_INET;
	SHOW(bind(u, (void *)&a, 20));
	SHOW(connect(u, (void *)&a, 20));
	SHOW(connect(u, (void *)&a, 1));
	return 0;
}
