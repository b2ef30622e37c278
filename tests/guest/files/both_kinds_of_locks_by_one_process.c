// slow
/* fcntl_locking(2): "Open file description locks [...] conflict with traditional record locks", even when both are one process's;
 * F_GETLK says pid -1 of them. */
#include "behaviour.h"

static int fd, other;
static int lock(int f, int command, int type, long start, long length)
{
	struct flock l = {.l_type = type, .l_start = start, .l_len = length};
	return fcntl(f, command, &l);
}

static void query(int f, int command, long start)
{
	struct flock l = {.l_type = F_WRLCK, .l_start = start, .l_len = 1};
	CHECK(fcntl(f, command, &l) == 0);
	printf("   at %ld: type %d %ld+%ld by %s\n", start, l.l_type, (long)l.l_start, (long)l.l_len,
	       l.l_type == F_UNLCK ? "nobody" : l.l_pid == -1 ? "a description" : l.l_pid == getpid() ? "us" : "?");
}

int main(void)
{
	fd = open("f", O_RDWR | O_CREAT, 0644), other = open("f", O_RDWR);
	SHOW(lock(fd, F_SETLK, F_WRLCK, 0, 10));
	SHOW(lock(fd, F_OFD_SETLK, F_WRLCK, 5, 10));
	SHOW(lock(fd, F_OFD_SETLK, F_RDLCK, 10, 10));
	SHOW(lock(other, F_OFD_SETLK, F_RDLCK, 15, 10));
	SHOW(lock(other, F_OFD_SETLK, F_WRLCK, 15, 10));
	SHOW(lock(other, F_SETLK, F_RDLCK, 5, 20));
	SHOW(lock(other, F_SETLK, F_WRLCK, 5, 20));
	query(fd, F_GETLK, 0), query(fd, F_GETLK, 12), query(fd, F_GETLK, 22);
	query(fd, F_OFD_GETLK, 0), query(fd, F_OFD_GETLK, 12), query(fd, F_OFD_GETLK, 22);
	SHOW(close(other));
	query(fd, F_GETLK, 22), query(fd, F_OFD_GETLK, 0);
	return 0;
}
