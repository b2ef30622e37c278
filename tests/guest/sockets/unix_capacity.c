#include "behaviour.h"
#include <sys/socket.h>

int main(void)
{
	int types[] = { SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET };
	int sizes[] = { 1, 500, 1000, 3776, 3777, 5000, 20000, 60000, 200000 };
	for (int t = 0; t < 3; t++)
		for (int i = 0; i < 9; i++) {
			int s[2];
			CHECK(socketpair(AF_UNIX, types[t] | SOCK_NONBLOCK, 0, s) == 0);
			char *b = calloc(1, sizes[i]);
			long total = 0, n;
			while ((n = write(s[0], b, sizes[i])) > 0)
				total += n;
			printf("%d %d: %ld\n", types[t], sizes[i], total);
			free(b);
			close(s[0]);
			close(s[1]);
		}
}
