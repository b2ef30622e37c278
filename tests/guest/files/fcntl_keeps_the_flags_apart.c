// slow
/* fcntl(2): F_SETFL "can change only O_APPEND, O_ASYNC, O_DIRECT, O_NOATIME, and O_NONBLOCK"; flags of the description, flags of the descriptor. */
#include "behaviour.h"
#define F_DUPFD_QUERY 1027 /* Linux 6.10 and 6.12: not in the headers of Debian 12 */
#define F_CREATED_QUERY 1028

int main(void)
{
	int fd = open("f", O_RDWR | O_CREAT | O_CLOEXEC | O_SYNC, 0644), other = dup(fd), own = open("f", O_RDONLY);
	printf("%x\n", fcntl(fd, F_GETFL) & ~0100000);
	SHOW(fcntl(fd, F_GETFD));
	SHOW(fcntl(other, F_GETFD));
	SHOW(fcntl(other, F_SETFL, O_APPEND | O_NONBLOCK | O_NOATIME));
	printf("%x\n", fcntl(fd, F_GETFL) & ~0100000);
	printf("%x\n", fcntl(own, F_GETFL) & ~0100000);
	SHOW(fcntl(fd, F_SETFL, O_RDONLY | O_TRUNC | O_CREAT | O_EXCL | O_DIRECTORY | O_NOFOLLOW));
	printf("%x\n", fcntl(fd, F_GETFL) & ~0100000);
	SHOW(fcntl(own, F_SETFD, 0xffff));
	SHOW(fcntl(own, F_GETFD));
	SHOW(fcntl(own, F_SETFD, 2));
	SHOW(fcntl(own, F_GETFD));
	SHOW(fcntl(fd, F_DUPFD, 100));
	SHOW(fcntl(fd, F_DUPFD, 100));
	SHOW(fcntl(fd, F_DUPFD_CLOEXEC, 3));
	SHOW(fcntl(6, F_GETFD));
	SHOW(fcntl(fd, F_DUPFD, -1));
	SHOW(fcntl(fd, F_DUPFD, 1 << 20));
	SHOW(fcntl(fd, 999));
	SHOW(fcntl(99, F_GETFL));
	SHOW(fcntl(99, 999));
	int p[2];
	CHECK(pipe(p) == 0);
	SHOW(fcntl(p[1], F_SETFL, O_ASYNC | O_DIRECT));
	printf("%x\n", fcntl(p[1], F_GETFL));
	SHOW(fcntl(p[0], F_SETFL, O_NOATIME));
	printf("%x\n", fcntl(p[0], F_GETFL));
	SHOW(fcntl(fd, F_DUPFD_QUERY, other));
	SHOW(fcntl(fd, F_DUPFD_QUERY, own));
	SHOW(fcntl(fd, F_DUPFD_QUERY, 99));
	SHOW(fcntl(fd, F_CREATED_QUERY));
	SHOW(fcntl(own, F_CREATED_QUERY));
	return 0;
}
