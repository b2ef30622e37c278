// slow
/* getsockopt(2), socket(7): the values before and after, doubled and cut, wrong sizes, unknown options, other levels. */
#include "behaviour.h"
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

static int get(int s, int level, int option)
{
	int v = -1;
	socklen_t n = sizeof v;
	return getsockopt(s, level, option, &v, &n) ? -1 : v;
}

int main(void)
{
	int names[] = {SO_TYPE, SO_DOMAIN, SO_PROTOCOL, SO_ACCEPTCONN, SO_REUSEADDR, SO_KEEPALIVE, SO_BROADCAST, SO_DONTROUTE, SO_OOBINLINE, SO_PRIORITY, SO_RCVLOWAT,
		       SO_SNDLOWAT, SO_ERROR, SO_PASSCRED, SO_TIMESTAMP, SO_MARK, SO_RXQ_OVFL, SO_PEEK_OFF, 9999};
	int families[] = {AF_UNIX, AF_INET, AF_INET6};
	for (int f = 0; f < 3; f++)
		for (int type = SOCK_STREAM; type <= SOCK_DGRAM; type++) {
			int s = socket(families[f], type, 0);
			printf("family %d type %d:", families[f], type);
			for (int i = 0; i < 19; i++) {
				errno = 0;
				int v = get(s, SOL_SOCKET, names[i]);
				printf(" %d=%d%s", names[i], v, v == -1 && errno ? strerrorname_np(errno) : "");
			}
			puts("");
			close(s);
		}
	int s = socket(AF_INET, SOCK_STREAM, 0), u = socket(AF_UNIX, SOCK_STREAM, 0);
	for (int v = 0; v < 200000; v = v * 3 + 1000) {
		setsockopt(u, SOL_SOCKET, SO_SNDBUF, &v, sizeof v), setsockopt(u, SOL_SOCKET, SO_RCVBUF, &v, sizeof v);
		printf("%d: %d %d\n", v, get(u, SOL_SOCKET, SO_SNDBUF), get(u, SOL_SOCKET, SO_RCVBUF));
	}
	SHOW(setsockopt(s, SOL_SOCKET, SO_KEEPALIVE, &(int){5}, sizeof(int)));
	SHOW(get(s, SOL_SOCKET, SO_KEEPALIVE));
	SHOW(setsockopt(s, SOL_SOCKET, SO_KEEPALIVE, &(int){5}, 2));
	SHOW(setsockopt(s, SOL_SOCKET, SO_KEEPALIVE, (void *)1, 4));
	SHOW(setsockopt(s, SOL_SOCKET, 9999, &(int){5}, 4));
	SHOW(setsockopt(s, SOL_SOCKET, SO_TYPE, &(int){5}, 4));
	SHOW(setsockopt(s, SOL_SOCKET, SO_LINGER, &(struct linger){1, 7}, 4));
	SHOW(setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &(struct timeval){1, 1000000}, sizeof(struct timeval)));
	SHOW(setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &(struct timeval){-1, 0}, sizeof(struct timeval)));
	SHOW(setsockopt(s, SOL_TCP, TCP_NODELAY, &(int){7}, 4));
	SHOW(get(s, SOL_TCP, TCP_NODELAY));
	SHOW(setsockopt(u, SOL_TCP, TCP_NODELAY, &(int){7}, 4));
	SHOW(get(u, SOL_TCP, TCP_NODELAY));
	SHOW(get(s, IPPROTO_UDP, 1));
	SHOW(get(s, SOL_IP, IP_TTL));
	SHOW(get(s, 77, 1));
	SHOW(setsockopt(s, SOL_TCP, TCP_KEEPIDLE, &(int){0}, 4));
	SHOW(setsockopt(s, SOL_TCP, TCP_KEEPIDLE, &(int){40000}, 4));
	SHOW(setsockopt(s, SOL_TCP, TCP_KEEPINTVL, &(int){0}, 4));
	SHOW(setsockopt(s, SOL_TCP, TCP_KEEPCNT, &(int){128}, 4));
	SHOW(setsockopt(s, SOL_TCP, TCP_SYNCNT, &(int){0}, 4));
	SHOW(setsockopt(s, SOL_IP, IP_TTL, &(int){0}, 4));
	SHOW(setsockopt(s, SOL_IP, IP_TTL, &(int){256}, 4));
	SHOW(setsockopt(s, SOL_IP, IP_TTL, &(int){-1}, 4));
	SHOW(setsockopt(s, SOL_IP, IP_TOS, &(int){0x1f3}, 4));
	SHOW(get(s, SOL_IP, IP_TOS));
	char small[2] = {9, 9};
	socklen_t n = 2;
	SHOW(getsockopt(s, SOL_SOCKET, SO_TYPE, small, &n));
	printf("%d %d %d\n", small[0], small[1], n);
	n = 0;
	SHOW(getsockopt(s, SOL_SOCKET, SO_TYPE, small, &n));
	n = -1;
	SHOW(getsockopt(s, SOL_SOCKET, SO_TYPE, small, &n));
	char name[20];
	n = sizeof name;
	SHOW(getsockopt(s, SOL_TCP, TCP_CONGESTION, name, &n));
	printf("%d\n", n);
	SHOW(setsockopt(s, SOL_TCP, TCP_CONGESTION, "nonsense", 8));
	SHOW(setsockopt(s, SOL_TCP, TCP_MAXSEG, &(int){50}, 4));
	return 0;
}
