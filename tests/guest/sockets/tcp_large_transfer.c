#include "behaviour.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

static struct sockaddr_in6 a = { .sin6_family = AF_INET6 };

static int client(void)
{
	int s = socket(AF_INET6, SOCK_STREAM, 0);
	CHECK(connect(s, (struct sockaddr *)&a, sizeof a) == 0);
	static char data[50000];
	for (int i = 0; i < 50000; i++)
		data[i] = i * 31;
	for (int i = 0; i < 100; i++)
		CHECK(write(s, data, sizeof data) == sizeof data);
	return 0;
}

int main(void)
{
	int s = socket(AF_INET6, SOCK_STREAM, 0);
	a.sin6_addr = in6addr_loopback;
	SHOW(bind(s, (struct sockaddr *)&a, sizeof a));
	SHOW(listen(s, 5));
	socklen_t l = sizeof a;
	getsockname(s, (struct sockaddr *)&a, &l);
	printf("%d\n", l);
	pid_t pid = child(client);
	int c = accept(s, NULL, NULL);
	static char b[3000];
	long n, total = 0;
	unsigned sum = 0;
	while ((n = read(c, b, sizeof b)) > 0) {
		for (long i = 0; i < n; i++)
			sum += (unsigned char)b[i] * (unsigned)(total + i);
		total += n;
	}
	printf("%ld %u\n", total, sum);
	show_status(wait_status(pid));
}
