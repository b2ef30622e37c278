#include "behaviour.h"
#include <poll.h>
#include <sys/eventfd.h>

static int fd;

static int reader(void)
{
	uint64_t v;
	SHOW(read(fd, &v, 8));
	printf("%lu\n", v);
	return 0;
}

int main(void)
{
	uint64_t v = 0;
	fd = eventfd(3, EFD_NONBLOCK);
	SHOW(read(fd, &v, 4));
	SHOW(read(fd, &v, 8));
	printf("%lu\n", v);
	SHOW(read(fd, &v, 8));
	v = 5;
	SHOW(write(fd, &v, 8));
	SHOW(write(fd, &v, 8));
	SHOW(write(fd, &v, 4));
	SHOW(read(fd, &v, 100));
	printf("%lu\n", v);
	v = -1;
	SHOW(write(fd, &v, 8));
	v = -2;
	SHOW(write(fd, &v, 8));
	struct pollfd f = { fd, POLLIN | POLLOUT, 0 };
	poll(&f, 1, 0);
	printf("%x\n", f.revents);
	v = 1;
	SHOW(write(fd, &v, 8));
	SHOW(eventfd(0, 0x80));
	SHOW(lseek(fd, 0, SEEK_CUR));
	fd = eventfd(2, EFD_SEMAPHORE | EFD_NONBLOCK | EFD_CLOEXEC);
	SHOW(fcntl(fd, F_GETFD));
	for (int i = 0; i < 3; i++) {
		SHOW(read(fd, &v, 8));
		printf("%lu\n", v);
	}
	fd = eventfd(0, 0);
	pid_t pid = child(reader);
	usleep(20000);
	v = 7;
	write(fd, &v, 8);
	show_status(wait_status(pid));
}
