// needs: x86-64
/* What socket calls can fail with. */
#include <netinet/in.h>
#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "errors.h"

static char data[70000];

static struct sockaddr_in at(int port, const char *address)
{
	struct sockaddr_in a = {AF_INET, htons(port), {inet_addr(address)}, {0}};
	return a;
}

#define TO(a) (struct sockaddr *)&(a), sizeof(a)

static struct sockaddr_in name_of(int s)
{
	struct sockaddr_in a;
	socklen_t length = sizeof a;
	CHECK(getsockname(s, (struct sockaddr *)&a, &length) == 0);
	return a;
}

int main(void)
{
	int file = made("file"), tcp = socket(AF_INET, SOCK_STREAM, 0), udp = socket(AF_INET, SOCK_DGRAM, 0), pair[2], value = 1;
	int server = socket(AF_INET, SOCK_STREAM, 0), gram[2];
	socklen_t length = sizeof value, minus = -1;
	struct sockaddr_in any = at(0, "127.0.0.1"), bound, strange = at(0, "192.0.2.1");
	struct sockaddr_un local = {AF_UNIX, "name"};
	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0 && socketpair(AF_UNIX, SOCK_DGRAM, 0, gram) == 0);
	signal(SIGPIPE, SIG_IGN);
	setvbuf(stdout, NULL, _IOLBF, 0);
	TRY("socket", EAFNOSUPPORT, socket(99, SOCK_STREAM, 0));
	TRY("socket", EINVAL, socket(AF_INET, 99, 0));
	TRY("socket", EPROTONOSUPPORT, socket(AF_INET, SOCK_STREAM, IPPROTO_UDP));
	TRY("socketpair", EAFNOSUPPORT, socketpair(99, SOCK_STREAM, 0, (int[2]){0}));
	TRY("socketpair", EOPNOTSUPP, socketpair(AF_INET, SOCK_STREAM, 0, (int[2]){0}));
	TRY("socketpair", EPROTONOSUPPORT, socketpair(AF_UNIX, SOCK_STREAM, 99, (int[2]){0}));
	TRY("socketpair", EFAULT, socketpair(AF_UNIX, SOCK_STREAM, 0, BAD));
	TRY("bind", EBADF, bind(77, TO(any)));
	TRY("bind", ENOTSOCK, bind(file, TO(any)));
	TRY("bind", EFAULT, bind(tcp, BAD, sizeof any));
	TRY("bind", EINVAL, bind(tcp, (void *)&any, 1));
	TRY("bind", EADDRNOTAVAIL, bind(tcp, TO(strange)));
	CHECK(bind(server, TO(any)) == 0);
	bound = name_of(server);
	TRY("bind", EADDRINUSE, bind(tcp, TO(bound)));
	TRY("bind", EINVAL, bind(server, TO(any)));
	TRY("listen", EBADF, listen(77, 1));
	TRY("listen", ENOTSOCK, listen(file, 1));
	TRY("listen", EOPNOTSUPP, listen(udp, 1));
	TRY("accept", EINVAL, accept(server, NULL, NULL));
	CHECK(listen(server, 5) == 0);
	TRY("accept", EBADF, accept(77, NULL, NULL));
	TRY("accept", ENOTSOCK, accept(file, NULL, NULL));
	TRY("accept", EOPNOTSUPP, accept(udp, NULL, NULL));
	TRY("accept", EINVAL, accept4(server, NULL, NULL, 1));
	fcntl(server, F_SETFL, O_NONBLOCK);
	TRY("accept", EAGAIN, accept(server, NULL, NULL));
	fcntl(server, F_SETFL, 0);
	interrupt_soon();
	TRY("accept", EINTR, accept(server, NULL, NULL));
	TRY("connect", EBADF, connect(77, TO(bound)));
	TRY("connect", ENOTSOCK, connect(file, TO(bound)));
	TRY("connect", EFAULT, connect(tcp, BAD, sizeof bound));
	TRY("connect", EAFNOSUPPORT, connect(tcp, TO(((struct sockaddr_in){99}))));
	TRY("connect", ECONNREFUSED, ({
		    int s = socket(AF_INET, SOCK_STREAM, 0), gone = socket(AF_INET, SOCK_STREAM, 0);
		    CHECK(bind(gone, TO(any)) == 0);
		    struct sockaddr_in a = name_of(gone);
		    close(gone);
		    connect(s, TO(a));
	    }));
	int quick = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	TRY("connect", EINPROGRESS, connect(quick, TO(bound)));
	CHECK(connect(tcp, TO(bound)) == 0);
	TRY("connect", EISCONN, connect(tcp, TO(bound)));
	TRY("connect", EPROTOTYPE, ({
		    int s = socket(AF_UNIX, SOCK_DGRAM, 0), t = socket(AF_UNIX, SOCK_STREAM, 0);
		    CHECK(bind(t, TO(local)) == 0);
		    connect(s, TO(local));
	    }));
	TRY("connect", EAGAIN, ({
		    int s = socket(AF_UNIX, SOCK_STREAM, 0), c, r = 0;
		    struct sockaddr_un a = {AF_UNIX, "busy"};
		    CHECK(bind(s, TO(a)) == 0 && listen(s, 0) == 0);
		    for (int i = 0; i < 10 && r == 0; i++) {
			    c = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
			    r = connect(c, TO(a));
		    }
		    r;
	    }));
	TRY("getsockname", EBADF, getsockname(77, (void *)data, &length));
	TRY("getsockname", ENOTSOCK, getsockname(file, (void *)data, &length));
	TRY("getsockname", EFAULT, getsockname(tcp, (void *)data, BAD));
	TRY("getsockname", EINVAL, getsockname(tcp, (void *)data, &minus));
	TRY("getpeername", EBADF, getpeername(77, (void *)data, &length));
	TRY("getpeername", ENOTSOCK, getpeername(file, (void *)data, &length));
	TRY("getpeername", ENOTCONN, getpeername(server, (void *)data, &length));
	TRY("getpeername", EINVAL, getpeername(tcp, (void *)data, &minus));
	TRY("getpeername", EFAULT, getpeername(tcp, (void *)data, BAD));
	TRY("send", EBADF, send(77, data, 1, 0));
	TRY("send", ENOTSOCK, send(file, data, 1, 0));
	TRY("send", EFAULT, send(pair[0], BAD, 10, 0));
	TRY("send", EDESTADDRREQ, send(udp, data, 1, 0));
	TRY("send", EMSGSIZE, sendto(udp, data, 70000, 0, TO(bound)));
	TRY("send", ENOTCONN, send(socket(AF_UNIX, SOCK_STREAM, 0), data, 1, 0));
	TRY("send", EOPNOTSUPP, send(gram[0], data, 1, MSG_OOB));
	TRY("send", EISCONN, sendto(pair[0], data, 1, 0, TO(local)));
	TRY("send", EAGAIN, ({
		    long n;
		    do
			    n = send(pair[0], data, sizeof data, MSG_DONTWAIT);
		    while (n > 0);
		    n;
	    }));
	interrupt_soon();
	TRY("send", EINTR, send(pair[0], data, 1, 0));
	TRY("send", EINVAL, sendto(udp, data, 1, 0, (void *)&bound, 1));
	close(pair[1]);
	TRY("send", EPIPE, (send(pair[0], data, 1, 0), send(pair[0], data, 1, 0)));
	TRY("send", ECONNREFUSED, (close(gram[1]), send(gram[0], data, 1, 0)));
	TRY("recv", EBADF, recv(77, data, 1, 0));
	TRY("recv", ENOTSOCK, recv(file, data, 1, 0));
	TRY("recv", EAGAIN, recv(udp, data, 1, MSG_DONTWAIT));
	TRY("recv", ENOTCONN, recv(socket(AF_INET, SOCK_STREAM, 0), data, 1, 0));
	TRY("recv", EINVAL, recv(tcp, data, 1, MSG_OOB));
	interrupt_soon();
	TRY("recv", EINTR, recv(tcp, data, 1, 0));
	TRY("recv", EFAULT, ({
		    int two[2];
		    socketpair(AF_UNIX, SOCK_STREAM, 0, two);
		    send(two[0], "x", 1, 0);
		    recv(two[1], BAD, 1, 0);
	    }));
	TRY("recv", ECONNREFUSED, ({
		    int u = socket(AF_INET, SOCK_DGRAM, 0), gone = socket(AF_INET, SOCK_DGRAM, 0);
		    CHECK(bind(gone, TO(any)) == 0);
		    struct sockaddr_in a = name_of(gone);
		    close(gone);
		    CHECK(connect(u, TO(a)) == 0);
		    send(u, "x", 1, 0);
		    usleep(20000);
		    recv(u, data, 1, 0);
	    }));
	TRY("send", ECONNRESET, ({
		    int c = socket(AF_INET, SOCK_STREAM, 0), s;
		    struct linger now = {1, 0};
		    close(accept(server, NULL, NULL));
		    close(accept(server, NULL, NULL));
		    CHECK(connect(c, TO(bound)) == 0);
		    s = accept(server, NULL, NULL);
		    setsockopt(s, SOL_SOCKET, SO_LINGER, &now, sizeof now);
		    close(s);
		    usleep(20000);
		    send(c, "x", 1, 0);
	    }));
	TRY("send", EACCES, ({
		    struct sockaddr_in all = at(9, "127.255.255.255");
		    sendto(socket(AF_INET, SOCK_DGRAM, 0), "x", 1, 0, TO(all));
	    }));
	TRY("listen", EADDRINUSE, ({
		    int one = socket(AF_INET, SOCK_STREAM, 0), two = socket(AF_INET, SOCK_STREAM, 0);
		    setsockopt(two, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof value);
		    setsockopt(one, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof value);
		    CHECK(bind(one, TO(any)) == 0);
		    struct sockaddr_in a = name_of(one);
		    CHECK(bind(two, TO(a)) == 0 && listen(one, 1) == 0);
		    listen(two, 1);
	    }));
	TRY("accept", EFAULT, ({
		    int c = socket(AF_INET, SOCK_STREAM, 0);
		    CHECK(connect(c, TO(bound)) == 0);
		    accept(server, BAD, &length);
	    }));
	TRY("shutdown", EBADF, shutdown(77, SHUT_RD));
	TRY("shutdown", EINVAL, shutdown(tcp, 9));
	TRY("shutdown", ENOTCONN, shutdown(socket(AF_INET, SOCK_STREAM, 0), SHUT_RD));
	TRY("shutdown", ENOTSOCK, shutdown(file, SHUT_RD));
	TRY("getsockopt", EBADF, getsockopt(77, SOL_SOCKET, SO_TYPE, &value, &length));
	TRY("getsockopt", EFAULT, getsockopt(tcp, SOL_SOCKET, SO_TYPE, BAD, &length));
	TRY("getsockopt", EINVAL, getsockopt(tcp, SOL_SOCKET, SO_TYPE, &value, &minus));
	TRY("getsockopt", ENOPROTOOPT, getsockopt(tcp, SOL_SOCKET, 9999, &value, &length));
	TRY("getsockopt", ENOTSOCK, getsockopt(file, SOL_SOCKET, SO_TYPE, &value, &length));
	TRY("setsockopt", EBADF, setsockopt(77, SOL_SOCKET, SO_REUSEADDR, &value, sizeof value));
	TRY("setsockopt", EFAULT, setsockopt(tcp, SOL_SOCKET, SO_REUSEADDR, BAD, sizeof value));
	TRY("setsockopt", EINVAL, setsockopt(tcp, SOL_SOCKET, SO_REUSEADDR, &value, 1));
	TRY("setsockopt", ENOPROTOOPT, setsockopt(tcp, SOL_SOCKET, 9999, &value, sizeof value));
	TRY("setsockopt", ENOTSOCK, setsockopt(file, SOL_SOCKET, SO_REUSEADDR, &value, sizeof value));
	int first = dup(file);
	close(first);
	descriptors(first);
	TRY("socket", EMFILE, socket(AF_UNIX, SOCK_STREAM, 0));
	TRY("accept", EMFILE, accept(server, NULL, NULL));
	TRY("socketpair", EMFILE, socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	return 0;
}
