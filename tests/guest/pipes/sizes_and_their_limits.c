// slow
/* F_SETPIPE_SZ: rounded up to a power of two of pages, at most pipe-max-size for users, never below what is in it. */
#include "behaviour.h"
#include <sys/ioctl.h>

static int as_user(void)
{
	int p[2];
	CHECK(setresuid(1000, 1000, 1000) == 0 && pipe(p) == 0);
	SHOW(fcntl(p[0], F_SETPIPE_SZ, 1 << 20));
	SHOW(fcntl(p[0], F_SETPIPE_SZ, (1 << 20) + 1));
	return 0;
}

int main(void)
{
	int p[2], n;
	char page[4096] = {0};
	CHECK(pipe2(p, O_NONBLOCK) == 0);
	for (long size = 0; size < 300000; size = size * 3 + 1)
		printf("%ld: %d, now %d\n", size, fcntl(p[1], F_SETPIPE_SZ, size), fcntl(p[0], F_GETPIPE_SZ));
	SHOW(fcntl(p[1], F_SETPIPE_SZ, 0x80000001u));
	SHOW(fcntl(p[1], F_SETPIPE_SZ, -1));
	SHOW(fcntl(p[1], F_SETPIPE_SZ, 16384));
	for (n = 0; write(p[1], page, 4096) == 4096; n++)
		;
	printf("%d pages\n", n);
	SHOW(fcntl(p[1], F_SETPIPE_SZ, 4096));
	SHOW(read(p[0], page, 4095));
	SHOW(write(p[1], page, 1));
	SHOW(read(p[0], page, 1));
	SHOW(write(p[1], page, 1));
	SHOW(fcntl(p[1], F_SETPIPE_SZ, 8192));
	SHOW(ioctl(p[0], FIONREAD, &n));
	printf("%d bytes\n", n);
	while (read(p[0], page, 4096) > 0)
		;
	SHOW(fcntl(p[1], F_SETPIPE_SZ, 4096));
	SHOW(write(p[1], page, 4096));
	SHOW(write(p[1], page, 1));
	SHOW(fcntl(open("/dev/null", O_RDONLY), F_GETPIPE_SZ));
	if (getuid() == 0)
		wait_status(child(as_user));
	return 0;
}
