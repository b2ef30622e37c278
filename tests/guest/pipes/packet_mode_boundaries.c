// slow
/* pipe(2), O_DIRECT: each write a packet, of at most PIPE_BUF bytes; a short read loses the rest; mixed with ordinary writes by F_SETFL. */
#include "behaviour.h"
#include <sys/ioctl.h>

int main(void)
{
	int p[2], n;
	char b[10000];
	CHECK(pipe2(p, O_DIRECT | O_NONBLOCK) == 0);
	SHOW(write(p[1], "one", 3));
	SHOW(write(p[1], "three", 5));
	SHOW(write(p[1], "", 0));
	SHOW(write(p[1], b, 5000));
	SHOW(ioctl(p[0], FIONREAD, &n));
	printf("%d\n", n);
	SHOW(read(p[0], b, 2));
	SHOW(read(p[0], b, 100));
	SHOW(read(p[0], b, sizeof b));
	SHOW(read(p[0], b, sizeof b));
	SHOW(read(p[0], b, sizeof b));
	SHOW(write(p[1], "aa", 2));
	SHOW(fcntl(p[1], F_SETFL, O_NONBLOCK));
	SHOW(write(p[1], "bb", 2));
	SHOW(write(p[1], "cc", 2));
	SHOW(fcntl(p[1], F_SETFL, O_NONBLOCK | O_DIRECT));
	SHOW(write(p[1], "dd", 2));
	SHOW(read(p[0], b, 100));
	SHOW(read(p[0], b, 100));
	SHOW(read(p[0], b, 100));
	for (n = 0; write(p[1], "x", 1) == 1; n++)
		;
	printf("%d packets\n", n);
	SHOW(read(p[0], b, 0));
	SHOW(read(p[0], b, 1));
	close(p[1]);
	for (n = 0; read(p[0], b, 100) > 0; n++)
		;
	printf("%d left\n", n);
	SHOW(pipe2(p, O_SYNC));
	SHOW(pipe2(p, O_APPEND));
	return 0;
}
