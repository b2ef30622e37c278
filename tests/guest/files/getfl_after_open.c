/* fcntl(2): what F_GETFL and F_SETFL keep and change. */
#include "behaviour.h"

int main(void)
{
	int fd = open("file", O_CREAT | O_RDWR | O_TRUNC | O_EXCL | O_NOCTTY | O_CLOEXEC, 0600);
	printf("%#o\n", fcntl(fd, F_GETFL));
	printf("%#o\n", fcntl(fd, F_GETFD));
	SHOW(fcntl(fd, F_SETFL, O_APPEND | O_NONBLOCK | O_CREAT | O_WRONLY));
	printf("%#o\n", fcntl(fd, F_GETFL));
	SHOW(fcntl(fd, F_SETFL, 0));
	printf("%#o\n", fcntl(fd, F_GETFL));
	SHOW(fcntl(fd, F_SETFD, 0));
	SHOW(fcntl(fd, F_GETFD));
	SHOW(fcntl(fd, F_SETFD, 3));
	SHOW(fcntl(fd, F_GETFD));
	fd = open("file", O_WRONLY | O_APPEND | O_SYNC | O_NOATIME | O_NONBLOCK);
	printf("%#o\n", fcntl(fd, F_GETFL));
	fd = open(".", O_RDONLY | O_DIRECTORY);
	printf("%#o\n", fcntl(fd, F_GETFL));
	fd = open("file", O_PATH | O_CLOEXEC | O_RDWR);
	printf("%#o\n", fcntl(fd, F_GETFL));
	fd = open("file", 3);
	printf("%#o\n", fcntl(fd, F_GETFL));
	SHOW(read(fd, &fd, 1));
	SHOW(write(fd, "x", 1));
	fd = open("/dev/null", O_RDWR);
	printf("%#o\n", fcntl(fd, F_GETFL));
	SHOW(fcntl(fd, F_SETFL, O_DIRECT));
	SHOW(fcntl(fd, 12345, 0));
	SHOW(fcntl(-1, F_GETFL));
	SHOW(fcntl(99, F_GETFD));
	return 0;
}
