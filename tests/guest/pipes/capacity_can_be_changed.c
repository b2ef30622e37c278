#include "behaviour.h"
#include <sys/ioctl.h>

int main(void)
{
	int p[2];
	CHECK(pipe2(p, O_NONBLOCK) == 0);
	SHOW(fcntl(p[0], F_GETPIPE_SZ));
	SHOW(fcntl(p[0], F_SETPIPE_SZ, 1));
	SHOW(fcntl(p[1], F_GETPIPE_SZ));
	SHOW(fcntl(p[0], F_SETPIPE_SZ, 5000));
	SHOW(fcntl(p[0], F_SETPIPE_SZ, 1 << 20));
	SHOW(fcntl(p[0], F_SETPIPE_SZ, 0));
	char buffer[20000] = { 0 };
	SHOW(write(p[1], buffer, sizeof buffer));
	SHOW(fcntl(p[0], F_SETPIPE_SZ, 4096));
	int count;
	SHOW(ioctl(p[0], FIONREAD, &count));
	printf("%d\n", count);
	SHOW(fcntl(p[0], F_SETPIPE_SZ, 32768));
	SHOW(fcntl(STDIN_FILENO + 100, F_GETPIPE_SZ));
	int file = open("f", O_RDWR | O_CREAT, 0600);
	SHOW(fcntl(file, F_GETPIPE_SZ));
}
