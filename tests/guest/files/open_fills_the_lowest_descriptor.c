/* open(2): "the lowest-numbered file descriptor not currently open"; EMFILE at the limit. */
#include "behaviour.h"
#include <sys/resource.h>

int main(void)
{
	int a = open("/dev/null", O_RDONLY), b = open("/dev/null", O_RDONLY), c = open("/dev/null", O_RDONLY);
	CHECK(a < b && b < c);
	SHOW(close(b));
	SHOW(open("/dev/null", O_RDONLY) == b);
	SHOW(dup(c) == c + 1);
	SHOW(close(a));
	SHOW(fcntl(c, F_DUPFD, 0) == a);
	SHOW(fcntl(c, F_DUPFD, 100));
	SHOW(fcntl(c, F_DUPFD, 100));
	SHOW(fcntl(c, F_DUPFD, -1));
	SHOW(fcntl(c, F_DUPFD, 1024));
	struct rlimit limit = {20, 20};
	SHOW(setrlimit(RLIMIT_NOFILE, &limit));
	while (open("/dev/null", O_RDONLY) >= 0)
		;
	SHOW(open("/dev/null", O_RDONLY));
	SHOW(open("missing", O_RDONLY));
	SHOW(dup(0));
	SHOW(dup2(0, 19));
	SHOW(dup2(0, 20));
	SHOW(fcntl(0, F_DUPFD, 20));
	SHOW(fcntl(0, F_DUPFD, 19));
	return 0;
}
