// slow
/* unix(7), MSG_OOB on a stream: one byte out of band, SIOCATMARK, MSG_PEEK, SO_OOBINLINE, reads that stop at the mark. */
#include "behaviour.h"
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

static int s[2];
static void look(const char *what)
{
	struct pollfd p = {s[1], POLLIN | POLLPRI | POLLRDHUP};
	int mark = -1, n = -1;
	poll(&p, 1, 0);
	ioctl(s[1], SIOCATMARK, &mark), ioctl(s[1], FIONREAD, &n);
	printf("%s: poll %x mark %d bytes %d\n", what, p.revents, mark, n);
}

static void get(int flags, int count)
{
	char b[100] = {0};
	errno = 0;
	ssize_t n = recv(s[1], b, count, flags | MSG_DONTWAIT);
	printf("  recv %d flags %x: %zd %s %s\n", count, flags, n, n < 0 ? strerrorname_np(errno) : "", b);
}

static void begin(const char *what)
{
	puts(what);
	close(s[0]), close(s[1]);
	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, s) == 0);
}

int main(void)
{
	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, s) == 0);
	look("empty");
	get(MSG_OOB, 1);
	begin("one");
	SHOW(send(s[0], "hello", 5, MSG_OOB));
	look("sent");
	get(MSG_OOB | MSG_PEEK, 1), get(0, 2), look("part"), get(0, 100), look("at it");
	get(MSG_OOB, 1), look("taken"), get(MSG_OOB, 1), get(0, 10);
	begin("left behind");
	send(s[0], "ab", 2, MSG_OOB), send(s[0], "cd", 2, 0);
	look("sent"), get(0, 100), look("mark"), get(0, 100), look("over");
	begin("two");
	send(s[0], "ab", 2, MSG_OOB), send(s[0], "cd", 2, MSG_OOB);
	look("sent"), get(MSG_PEEK, 100), get(0, 100), look("middle"), get(MSG_OOB, 1), get(0, 100), look("end");
	begin("consecutive");
	send(s[0], "x", 1, MSG_OOB), send(s[0], "y", 1, MSG_OOB), look("sent"), get(0, 100), get(MSG_OOB, 1), look("then"), get(0, 100);
	begin("in line");
	setsockopt(s[1], SOL_SOCKET, SO_OOBINLINE, &(int){1}, sizeof(int));
	send(s[0], "abc", 3, MSG_OOB), send(s[0], "de", 2, 0);
	look("sent"), get(MSG_OOB, 1), get(0, 100), look("mark"), get(0, 1), look("over it"), get(0, 100);
	begin("out first");
	send(s[0], "abc", 3, MSG_OOB), send(s[0], "de", 2, 0), get(MSG_OOB, 1), look("taken"), get(MSG_PEEK, 100), get(0, 100), get(0, 100);
	begin("only");
	send(s[0], "x", 1, MSG_OOB), look("sent"), get(0, 10), look("read"), get(MSG_OOB, 1), get(0, 10);
	begin("and the end");
	send(s[0], "x", 1, MSG_OOB);
	close(s[0]), s[0] = dup(0), look("closed"), get(0, 10), get(MSG_OOB, 1);
	close(s[0]), close(s[1]);
	CHECK(socketpair(AF_UNIX, SOCK_DGRAM, 0, s) == 0);
	SHOW(send(s[0], "x", 1, MSG_OOB));
	get(MSG_OOB, 1);
	close(s[0]), close(s[1]);
	CHECK(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, s) == 0);
	SHOW(send(s[0], "x", 1, MSG_OOB));
	get(MSG_OOB, 1);
	return 0;
}
