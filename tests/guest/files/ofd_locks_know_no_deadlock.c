// slow
/* fcntl(2), "Open file description locks": of the description, so duplicates share them and one process conflicts with itself; l_pid is -1. */
#include "behaviour.h"

static int set(int fd, int command, int type, long start, long length)
{
	struct flock l = {.l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = length};
	return fcntl(fd, command, &l);
}

static void get(int fd, int command, int type)
{
	struct flock l = {.l_type = type, .l_whence = SEEK_SET};
	errno = 0;
	int r = fcntl(fd, command, &l);
	printf("%s type %d %ld+%ld pid %s\n", r ? strerrorname_np(errno) : "ok", l.l_type, (long)l.l_start, (long)l.l_len, l.l_pid == -1 ? "-1" : l.l_pid == getpid() ? "own" : l.l_pid ? "other" : "0");
}

static int a;
static int in_child(void)
{
	SHOW(set(a, F_OFD_SETLK, F_UNLCK, 0, 5));
	return 0;
}

int main(void)
{
	a = open("f", O_RDWR | O_CREAT, 0644);
	int b = open("f", O_RDWR), c = dup(a);
	SHOW(set(a, F_OFD_SETLK, F_WRLCK, 0, 10));
	SHOW(set(b, F_OFD_SETLK, F_WRLCK, 5, 10));
	SHOW(set(c, F_OFD_SETLK, F_RDLCK, 5, 10));
	SHOW(set(b, F_OFD_SETLK, F_RDLCK, 5, 10));
	get(b, F_OFD_GETLK, F_WRLCK);
	get(b, F_GETLK, F_WRLCK);
	SHOW(set(b, F_SETLK, F_WRLCK, 0, 1));
	SHOW(set(b, F_SETLK, F_WRLCK, 100, 1));
	get(a, F_OFD_GETLK, F_WRLCK);
	get(a, F_OFD_GETLK, F_UNLCK);
	wait_status(child(in_child));
	get(b, F_OFD_GETLK, F_WRLCK);
	close(c);
	get(b, F_OFD_GETLK, F_WRLCK);
	close(a);
	get(b, F_OFD_GETLK, F_WRLCK);
	struct flock l = {.l_type = F_WRLCK, .l_pid = 1};
	SHOW(fcntl(b, F_OFD_SETLK, &l));
	SHOW(fcntl(b, F_OFD_GETLK, &l));
	return 0;
}
