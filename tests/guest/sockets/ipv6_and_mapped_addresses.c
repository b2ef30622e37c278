// slow
/* ipv6(7): "::1", dual-stack listeners and IPV6_V6ONLY, v4-mapped addresses, what is in use of both families. */
#include "behaviour.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

static void tell_address(const char *what, struct sockaddr_in6 *a)
{
	char text[100];
	printf("%s: family %d %s scope %d flow %d\n", what, a->sin6_family, inet_ntop(AF_INET6, &a->sin6_addr, text, sizeof text), (int)a->sin6_scope_id, (int)a->sin6_flowinfo);
}

int main(void)
{
	char b[20];
	for (int type = SOCK_STREAM; type <= SOCK_DGRAM; type++)
		for (int only = 0; only < 2; only++) {
			struct sockaddr_in6 six = {AF_INET6}, got;
			struct sockaddr_in four = {AF_INET, 0, {htonl(INADDR_LOOPBACK)}};
			socklen_t n = sizeof six;
			int l = socket(AF_INET6, type, 0), c = socket(AF_INET, type, 0), d = socket(AF_INET6, type, 0), e = socket(AF_INET, type, 0), m = socket(AF_INET6, type, 0);
			printf("type %d only %d\n", type, only);
			SHOW(setsockopt(l, IPPROTO_IPV6, IPV6_V6ONLY, &only, sizeof only));
			SHOW(bind(l, (void *)&six, sizeof six));
			SHOW(setsockopt(l, IPPROTO_IPV6, IPV6_V6ONLY, &only, sizeof only));
			CHECK(getsockname(l, (void *)&six, &n) == 0);
			tell_address("bound", &six);
			four.sin_port = six.sin6_port;
			if (type == SOCK_STREAM)
				CHECK(listen(l, 5) == 0);
			SHOW(bind(e, (void *)&four, sizeof four));
			six.sin6_addr = in6addr_loopback;
			if (type == SOCK_STREAM) {
				if (!only) {
					SHOW(connect(c, (void *)&four, sizeof four));
					n = sizeof got;
					int s = accept(l, (void *)&got, &n);
					tell_address("accepted", &got);
					getsockname(s, (void *)&got, &n), tell_address("as", &got);
					close(s);
				}
				SHOW(connect(d, (void *)&six, sizeof six));
				n = sizeof got;
				int s = accept(l, (void *)&got, &n);
				tell_address("accepted", &got);
				close(s);
			} else {
				SHOW(sendto(d, "six", 3, 0, (void *)&six, sizeof six));
				n = sizeof got;
				SHOW(recvfrom(l, b, 20, 0, (void *)&got, &n));
				tell_address("from", &got);
				if (!only) {
					SHOW(sendto(c, "four", 4, 0, (void *)&four, sizeof four));
					SHOW(recvfrom(l, b, 20, 0, (void *)&got, &n));
					tell_address("from", &got);
					SHOW(sendto(l, "back", 4, 0, (void *)&got, sizeof got));
					SHOW(recv(c, b, 20, 0));
				}
			}
			inet_pton(AF_INET6, "::ffff:127.0.0.1", &six.sin6_addr);
			if (!only)
				SHOW(connect(m, (void *)&six, sizeof six));
			setsockopt(m, IPPROTO_IPV6, IPV6_V6ONLY, &(int){1}, sizeof(int));
			close(l), close(c), close(d), close(e), close(m);
		}
	int s = socket(AF_INET6, SOCK_STREAM, 0);
	SHOW(setsockopt(s, IPPROTO_IPV6, IPV6_V6ONLY, &(int){1}, sizeof(int)));
	struct sockaddr_in6 six = {AF_INET6, 0, 0, IN6ADDR_LOOPBACK_INIT, 0};
	SHOW(bind(s, (void *)&six, 24));
	SHOW(bind(s, (void *)&six, 16));
	inet_pton(AF_INET6, "2001:db8::1", &six.sin6_addr);
	SHOW(bind(s, (void *)&six, sizeof six));
	inet_pton(AF_INET6, "::ffff:127.0.0.1", &six.sin6_addr);
	SHOW(bind(s, (void *)&six, sizeof six));
	return 0;
}
