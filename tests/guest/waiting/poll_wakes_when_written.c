#include "behaviour.h"
#include <poll.h>

static int a[2], b[2];

static int writer(void)
{
	usleep(20000);
	write(b[1], "x", 1);
	usleep(20000);
	close(a[1]);
	close(b[1]);
	return 0;
}

int main(void)
{
	CHECK(pipe(a) == 0 && pipe(b) == 0);
	pid_t pid = child(writer);
	close(a[1]);
	close(b[1]);
	struct pollfd f[2] = { { a[0], POLLIN }, { b[0], POLLIN } };
	char c;
	SHOW(poll(f, 2, -1));
	printf("%x %x\n", f[0].revents, f[1].revents);
	read(b[0], &c, 1);
	while (poll(f, 2, -1) < 2)
		;
	printf("%x %x\n", f[0].revents, f[1].revents);
	show_status(wait_status(pid));
}
