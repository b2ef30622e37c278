#include "behaviour.h"
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>

int main(void)
{
	int s[2];
	char b[100];
	signal(SIGPIPE, SIG_IGN);
	SHOW(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, s));
	SHOW(write(s[0], "hello", 5));
	SHOW(write(s[0], "world", 5));
	int n;
	ioctl(s[1], FIONREAD, &n);
	printf("%d\n", n);
	SHOW(recv(s[1], b, 3, MSG_PEEK));
	SHOW(read(s[1], b, 7));
	printf("%.7s\n", b);
	SHOW(read(s[1], b, 100));
	SHOW(read(s[1], b, 100));
	SHOW(recv(s[1], b, 0, 0));
	SHOW(send(s[1], "x", 1, MSG_OOB | MSG_DONTWAIT) != 7);
	struct sockaddr_un a;
	socklen_t l = sizeof a;
	SHOW(getsockname(s[0], (struct sockaddr *)&a, &l));
	printf("%d %d\n", l, a.sun_family);
	l = sizeof a;
	SHOW(getpeername(s[0], (struct sockaddr *)&a, &l));
	SHOW(sendto(s[0], "x", 1, 0, (struct sockaddr *)&a, sizeof a));
	int type;
	l = sizeof type;
	getsockopt(s[0], SOL_SOCKET, SO_TYPE, &type, &l);
	printf("%d\n", type);
	struct ucred c;
	l = sizeof c;
	SHOW(getsockopt(s[0], SOL_SOCKET, SO_PEERCRED, &c, &l));
	SHOW(c.pid == getpid() && c.uid == getuid() && c.gid == getgid());
	struct stat st;
	fstat(s[0], &st);
	printf("%o\n", st.st_mode);
	SHOW(lseek(s[0], 0, SEEK_SET));
	SHOW(shutdown(s[0], SHUT_WR));
	SHOW(write(s[0], "x", 1));
	read(s[1], b, 10);
	SHOW(read(s[1], b, 10));
	SHOW(write(s[1], "back", 4));
	SHOW(read(s[0], b, 10));
	struct pollfd f[2] = { { s[0], POLLIN | POLLOUT | POLLRDHUP }, { s[1], POLLIN | POLLOUT | POLLRDHUP } };
	poll(f, 2, 0);
	printf("%x %x\n", f[0].revents, f[1].revents);
	close(s[1]);
	poll(f, 1, 0);
	printf("%x\n", f[0].revents);
	SHOW(read(s[0], b, 10));
	SHOW(shutdown(s[0], 3));
	close(s[0]);
	socketpair(AF_UNIX, SOCK_STREAM, 0, s);
	write(s[1], "unread", 6);
	write(s[0], "unread", 6);
	close(s[0]);
	SHOW(read(s[1], b, 10));
	SHOW(read(s[1], b, 10));
	SHOW(read(s[1], b, 10));
	SHOW(write(s[1], b, 10));
	SHOW(socketpair(AF_INET, SOCK_STREAM, 0, s));
	SHOW(socketpair(AF_UNIX, SOCK_STREAM, 5, s));
	SHOW(socketpair(AF_UNIX, 77, 0, s));
	SHOW(socket(AF_UNIX, SOCK_RDM, 0));
	SHOW(socket(99, SOCK_STREAM, 0));
	SHOW(listen(0, 1));
	SHOW(read(socket(AF_UNIX, SOCK_STREAM, 0), b, 1));
	SHOW(write(socket(AF_UNIX, SOCK_STREAM, 0), b, 1));
}
