/* ioctl(2): FIOCLEX, FIONCLEX, FIONBIO, FIONREAD; ENOTTY. */
#include "behaviour.h"
#include <sys/ioctl.h>
#include <termios.h>

int main(void)
{
	int one = 1, zero = 0, n = -1;
	struct termios t;
	int fd = open("file", O_CREAT | O_RDWR, 0644);
	write(fd, "0123456789", 10);
	lseek(fd, 3, SEEK_SET);
	SHOW(ioctl(fd, FIONREAD, &n));
	printf("%d\n", n);
	SHOW(ioctl(fd, FIOCLEX));
	SHOW(fcntl(fd, F_GETFD));
	SHOW(ioctl(fd, FIONCLEX));
	SHOW(fcntl(fd, F_GETFD));
	SHOW(ioctl(fd, FIONBIO, &one));
	printf("%d\n", !!(fcntl(fd, F_GETFL) & O_NONBLOCK));
	SHOW(ioctl(fd, FIONBIO, &zero));
	printf("%d\n", !!(fcntl(fd, F_GETFL) & O_NONBLOCK));
	SHOW(ioctl(fd, FIONBIO, (void *)8));
	SHOW(tcgetattr(fd, &t));
	SHOW(isatty(fd));
	SHOW(ioctl(fd, 0x1234, 0));
	SHOW(ioctl(99, FIONREAD, &n));
	SHOW(isatty(open("/dev/null", O_RDWR)));
	SHOW(isatty(99));
	SHOW(ioctl(open(".", O_RDONLY), FIONREAD, &n));
	SHOW(ioctl(open("/dev/null", O_RDONLY), FIONREAD, &n));
	return 0;
}
