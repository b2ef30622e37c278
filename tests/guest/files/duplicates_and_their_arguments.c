// slow
/* dup(2), dup3(2) and F_DUPFD: which numbers are refused, and that close-on-exec is of the descriptor and not of what is open. */
#include "behaviour.h"
#include <sys/resource.h>

int main(void)
{
	struct rlimit limit = {32, 32};
	CHECK(setrlimit(RLIMIT_NOFILE, &limit) == 0);
	int fd = open(".", O_RDONLY | O_CLOEXEC);
	SHOW(fcntl(fd, F_GETFD));
	SHOW(fcntl(dup(fd), F_GETFD));
	SHOW(dup2(fd, fd));
	SHOW(fcntl(fd, F_GETFD));
	SHOW(dup3(fd, fd, 0));
	SHOW(dup3(fd, 20, O_CLOEXEC));
	SHOW(fcntl(20, F_GETFD));
	SHOW(dup3(fd, 20, 0));
	SHOW(fcntl(20, F_GETFD));
	SHOW(dup3(fd, 20, O_NONBLOCK));
	SHOW(dup3(30, 20, 0));
	SHOW(dup2(30, 30));
	SHOW(dup2(fd, -1));
	SHOW(dup2(fd, 32));
	SHOW(dup2(-1, 32));
	SHOW(fcntl(fd, F_DUPFD, 20));
	SHOW(fcntl(fd, F_DUPFD, 31));
	SHOW(fcntl(fd, F_DUPFD, 31));
	SHOW(fcntl(fd, F_DUPFD, 32));
	SHOW(fcntl(fd, F_DUPFD, -1));
	SHOW(fcntl(fd, F_DUPFD_CLOEXEC, 25));
	SHOW(fcntl(25, F_GETFD));
	SHOW(fcntl(99, F_DUPFD, 0));
	return 0;
}
