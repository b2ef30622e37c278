// slow
/* proc(5): /proc/locks, /proc/net/unix, /proc/net/tcp and udp: the lines of what this program has. */
#include "behaviour.h"
#include <netinet/in.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/un.h>

static int lines(const char *name, const char *part)
{
	char line[1000];
	int n = 0;
	FILE *f = fopen(name, "r");
	if (!f)
		return -1;
	while (fgets(line, sizeof line, f))
		n += strstr(line, part) != NULL;
	fclose(f);
	return n;
}

int main(void)
{
	char part[100], line[200] = {0};
	struct sockaddr_un u = {AF_UNIX, "socket-of-a-test"};
	struct sockaddr_in in = {AF_INET, 0, {htonl(INADDR_LOOPBACK)}};
	socklen_t n = sizeof in;
	int s = socket(AF_UNIX, SOCK_STREAM, 0), t = socket(AF_INET, SOCK_STREAM, 0), d = socket(AF_INET, SOCK_DGRAM, 0), fd = open("f", O_RDWR | O_CREAT, 0644);
	CHECK(bind(s, (void *)&u, sizeof u) == 0 && listen(s, 1) == 0 && bind(t, (void *)&in, sizeof in) == 0 && listen(t, 1) == 0 && getsockname(t, (void *)&in, &n) == 0);
	printf("unix %d\n", lines("/proc/net/unix", "socket-of-a-test"));
	snprintf(part, sizeof part, "0100007F:%04X 00000000:0000 0A", ntohs(in.sin_port));
	printf("tcp %d\n", lines("/proc/net/tcp", part));
	in.sin_port = 0;
	CHECK(bind(d, (void *)&in, sizeof in) == 0 && getsockname(d, (void *)&in, &n) == 0);
	snprintf(part, sizeof part, "0100007F:%04X 00000000:0000 07", ntohs(in.sin_port));
	printf("udp %d\n", lines("/proc/net/udp", part));
	struct flock l = {.l_type = F_WRLCK, .l_start = 5, .l_len = 10};
	CHECK(fcntl(fd, F_SETLK, &l) == 0 && flock(fd, LOCK_SH) == 0);
	snprintf(part, sizeof part, "ADVISORY  WRITE %d", getpid());
	printf("locks %d", lines("/proc/locks", part));
	snprintf(part, sizeof part, "FLOCK  ADVISORY  READ %d", getpid());
	printf(" %d\n", lines("/proc/locks", part));
	FILE *f = fopen("/proc/net/tcp", "r");
	CHECK(fgets(line, sizeof line, f));
	printf("%.40s\n", line);
	return 0;
}
