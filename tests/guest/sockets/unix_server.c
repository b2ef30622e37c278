#include "behaviour.h"
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

static struct sockaddr_un name = { .sun_family = AF_UNIX, .sun_path = "server" };
static int ready[2];

static int client(void)
{
	int s = socket(AF_UNIX, SOCK_STREAM, 0);
	await(ready);
	CHECK(connect(s, (struct sockaddr *)&name, sizeof name) == 0);
	CHECK(write(s, "question", 8) == 8);
	char b[20] = "";
	CHECK(read(s, b, 20) == 6);
	struct sockaddr_un a;
	socklen_t l = sizeof a;
	getpeername(s, (struct sockaddr *)&a, &l);
	struct ucred c;
	socklen_t n = sizeof c;
	getsockopt(s, SOL_SOCKET, SO_PEERCRED, &c, &n);
	return l == 2 + 6 + 1 && c.pid == getppid() ? b[0] : 1;
}

int main(void)
{
	char b[20];
	CHECK(pipe(ready) == 0);
	pid_t pid = child(client);
	int s = socket(AF_UNIX, SOCK_STREAM, 0);
	SHOW(listen(s, 5));
	SHOW(bind(s, (struct sockaddr *)&name, sizeof name));
	SHOW(bind(s, (struct sockaddr *)&name, sizeof name));
	int t = socket(AF_UNIX, SOCK_STREAM, 0);
	SHOW(bind(t, (struct sockaddr *)&name, sizeof name));
	SHOW(connect(t, (struct sockaddr *)&name, sizeof name));
	SHOW(accept(s, NULL, NULL));
	SHOW(listen(s, 5));
	struct stat st;
	stat("server", &st);
	printf("%o\n", st.st_mode);
	tell(ready);
	struct sockaddr_un a;
	socklen_t l = sizeof a;
	int c = accept4(s, (struct sockaddr *)&a, &l, SOCK_CLOEXEC);
	SHOW(c >= 0);
	printf("%d\n", l);
	SHOW(fcntl(c, F_GETFD));
	SHOW(read(c, b, 20));
	struct ucred cr;
	l = sizeof cr;
	getsockopt(c, SOL_SOCKET, SO_PEERCRED, &cr, &l);
	SHOW(cr.pid == pid);
	l = sizeof a;
	getsockname(c, (struct sockaddr *)&a, &l);
	printf("%d %s\n", l, a.sun_path);
	SHOW(write(c, "answer", 6));
	show_status(wait_status(pid));
	SHOW(read(c, b, 20));
	fcntl(s, F_SETFL, O_NONBLOCK);
	SHOW(accept(s, NULL, NULL));
	struct pollfd f = { s, POLLIN | POLLOUT };
	SHOW(poll(&f, 1, 0));
	SHOW(connect(t, (struct sockaddr *)&name, sizeof name));
	SHOW(connect(t, (struct sockaddr *)&name, sizeof name));
	SHOW(poll(&f, 1, 0));
	printf("%x\n", f.revents);
	int d = socket(AF_UNIX, SOCK_DGRAM, 0);
	SHOW(connect(d, (struct sockaddr *)&name, sizeof name));
	SHOW(write(t, "before accept", 13));
	int value;
	l = sizeof value;
	getsockopt(s, SOL_SOCKET, SO_ACCEPTCONN, &value, &l);
	printf("%d\n", value);
	close(s); /* with a connection nobody accepted */
	SHOW(read(t, b, 20));
	SHOW(read(t, b, 20));
	s = socket(AF_UNIX, SOCK_STREAM, 0);
	SHOW(connect(s, (struct sockaddr *)&name, sizeof name));
	unlink("server");
	SHOW(connect(s, (struct sockaddr *)&name, sizeof name));
	SHOW(connect(s, (struct sockaddr *)&name, 1));
	close(open("file", O_CREAT | O_RDWR, 0600));
	strcpy(name.sun_path, "file");
	SHOW(connect(s, (struct sockaddr *)&name, sizeof name));
	SHOW(open("server", O_RDWR));
}
