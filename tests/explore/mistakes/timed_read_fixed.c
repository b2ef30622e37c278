/* poll(2) has a time limit of its own, and takes nothing. */
#include <poll.h>
#include <unistd.h>

static ssize_t read_in_time(int fd, char *byte)
{
	struct pollfd p = { fd, POLLIN, 0 };
	if (poll(&p, 1, 1000) != 1)
		return -1;
	return read(fd, byte, 1);
}

int main(void)
{
	int p[2];
	char byte = 0;
	pipe(p);
	if (fork() == 0) {
		write(p[1], "x", 1);
		_exit(0);
	}
	close(p[1]);
	if (read_in_time(p[0], &byte) < 0)
		return read(p[0], &byte, 1) != 1;
	return byte != 'x';
}
