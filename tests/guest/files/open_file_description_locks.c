/* fcntl(2): open file description locks belong to the description, and conflict within one process. */
#include "behaviour.h"

static int set(int fd, int command, int type)
{
	struct flock l = {.l_type = type, .l_whence = SEEK_SET, .l_start = 0, .l_len = 10};
	return fcntl(fd, command, &l);
}

int main(void)
{
	int a = open("file", O_CREAT | O_RDWR, 0644), b = open("file", O_RDWR), c = dup(a);
	SHOW(set(a, F_OFD_SETLK, F_WRLCK));
	SHOW(set(b, F_OFD_SETLK, F_RDLCK));
	SHOW(set(c, F_OFD_SETLK, F_RDLCK));
	SHOW(set(b, F_OFD_SETLK, F_RDLCK));
	SHOW(set(b, F_SETLK, F_WRLCK));
	struct flock l = {.l_type = F_WRLCK};
	SHOW(fcntl(b, F_OFD_GETLK, &l));
	printf("%d %ld %ld %d\n", l.l_type, (long)l.l_start, (long)l.l_len, l.l_pid);
	l = (struct flock){.l_type = F_WRLCK, .l_pid = 5};
	SHOW(fcntl(b, F_OFD_SETLK, &l));
	SHOW(close(a));
	SHOW(set(b, F_OFD_SETLK, F_WRLCK));
	SHOW(close(c));
	SHOW(set(b, F_OFD_SETLK, F_WRLCK));
	return 0;
}
