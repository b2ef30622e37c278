// slow
/* fcntl(2): l_whence and negative lengths, what overflows, what is not a lock at all. */
#include "behaviour.h"
#include <limits.h>

static int fd;
static void try(int type, int whence, long start, long length)
{
	struct flock l = {.l_type = type, .l_whence = whence, .l_start = start, .l_len = length};
	errno = 0;
	int r = fcntl(fd, F_SETLK, &l);
	printf("type %d whence %d %ld %ld: %s\n", type, whence, start, length, r ? strerrorname_np(errno) : "ok");
}

int main(void)
{
	fd = open("f", O_RDWR | O_CREAT, 0644);
	CHECK(ftruncate(fd, 100) == 0);
	lseek(fd, 50, SEEK_SET);
	long starts[] = {0, 1, -1, 10, -50, -51, -100, -101, LONG_MAX, LONG_MAX - 1}, lengths[] = {0, 1, -1, 10, -10, LONG_MAX, LONG_MIN};
	for (int whence = 0; whence < 4; whence++)
		for (int i = 0; i < 10; i++)
			for (int j = 0; j < 7; j++)
				try(F_WRLCK, whence, starts[i], lengths[j]);
	for (int type = -1; type < 6; type++)
		try(type, 0, 0, 0);
	int p[2];
	CHECK(pipe(p) == 0);
	struct flock l = {F_WRLCK};
	SHOW(fcntl(p[1], F_SETLK, &l));
	SHOW(fcntl(fd, F_SETLK, NULL));
	SHOW(fcntl(fd, F_GETLK, NULL));
	mkdir("d", 0755);
	int d = open("d", O_RDONLY);
	l.l_type = F_RDLCK;
	SHOW(fcntl(d, F_SETLK, &l));
	return 0;
}
