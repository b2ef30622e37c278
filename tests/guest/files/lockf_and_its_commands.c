// slow
/* lockf(3): F_TEST, F_TLOCK, F_LOCK and F_ULOCK from the current position, and a lock across the end. */
#include "behaviour.h"

static int fd;
static int tester(void)
{
	for (int at = 0; at < 40; at += 5) {
		lseek(fd, at, SEEK_SET);
		errno = 0;
		int r = lockf(fd, F_TEST, 5);
		printf("%d: %s\n", at, r ? strerrorname_np(errno) : "free");
	}
	lseek(fd, 0, SEEK_SET);
	SHOW(lockf(fd, F_TLOCK, 0));
	return 0;
}

int main(void)
{
	fd = open("f", O_RDWR | O_CREAT, 0644);
	lseek(fd, 10, SEEK_SET);
	SHOW(lockf(fd, F_LOCK, 10));
	SHOW(lockf(fd, F_TEST, 10));
	SHOW(lockf(fd, F_LOCK, -5));
	SHOW(lockf(fd, F_LOCK, -50));
	SHOW(lockf(fd, 9, 1));
	wait_status(child(tester));
	lseek(fd, 12, SEEK_SET);
	SHOW(lockf(fd, F_ULOCK, 3));
	lseek(fd, 30, SEEK_SET);
	SHOW(lockf(fd, F_TLOCK, 0));
	wait_status(child(tester));
	SHOW(lockf(open("f", O_RDONLY), F_TLOCK, 1));
	return 0;
}
