#include "behaviour.h"
#include <poll.h>

static void show_poll(const char *what, int fd, int events)
{
	struct pollfd f = { fd, events, 0 };
	int n = poll(&f, 1, 0);
	printf("%s: %d", what, n);
	int bits[] = { POLLIN, POLLOUT, POLLERR, POLLHUP, POLLNVAL, POLLRDNORM, POLLWRNORM };
	const char *names[] = { "IN", "OUT", "ERR", "HUP", "NVAL", "RDNORM", "WRNORM" };
	for (int i = 0; i < 7; i++)
		if (f.revents & bits[i])
			printf(" %s", names[i]);
	printf("\n");
}

int main(void)
{
	int p[2], all = POLLIN | POLLOUT | POLLRDNORM | POLLWRNORM | POLLPRI;
	CHECK(pipe2(p, O_NONBLOCK) == 0);
	show_poll("empty, reader", p[0], all);
	show_poll("empty, writer", p[1], all);
	CHECK(write(p[1], "x", 1) == 1);
	show_poll("one byte, reader", p[0], all);
	char data[4096];
	while (write(p[1], data, sizeof data) > 0)
		;
	show_poll("full, writer", p[1], all);
	char one[10];
	read(p[0], one, 10);
	show_poll("a little room, writer", p[1], all);
	read(p[0], data, 4096);
	show_poll("a page of room, writer", p[1], all);
	close(p[1]);
	show_poll("writer closed, data left", p[0], all);
	while (read(p[0], data, sizeof data) > 0)
		;
	show_poll("writer closed, empty", p[0], all);
	show_poll("not asked for", p[0], 0);
	CHECK(pipe2(p, O_NONBLOCK) == 0);
	close(p[0]);
	show_poll("reader closed", p[1], all);
	CHECK(mkfifo("fifo", 0600) == 0);
	int early = open("fifo", O_RDONLY | O_NONBLOCK);
	show_poll("no writer yet", early, all);
	int w = open("fifo", O_WRONLY);
	show_poll("a writer", early, all);
	close(w);
	show_poll("writer gone", early, all);
	int again = open("fifo", O_RDONLY | O_NONBLOCK);
	show_poll("opened after that", again, all);
}
