// slow
/* fcntl_locking(2), EBADF: a read lock needs a descriptor open for reading and a write lock one open for writing; flock(2) needs
 * neither. */
#include "behaviour.h"
#include <sys/file.h>

static void each(const char *how, int fd)
{
	struct flock l = {.l_type = F_RDLCK};
	printf("%s\n", how);
	SHOW(fcntl(fd, F_SETLK, &l));
	l.l_type = F_WRLCK;
	SHOW(fcntl(fd, F_SETLK, &l));
	SHOW(fcntl(fd, F_OFD_GETLK, &l));
	l.l_type = F_UNLCK;
	SHOW(fcntl(fd, F_SETLK, &l));
	l.l_type = 9;
	SHOW(fcntl(fd, F_SETLK, &l));
	l.l_type = F_RDLCK, l.l_pid = 1;
	SHOW(fcntl(fd, F_OFD_SETLK, &l));
	SHOW(flock(fd, LOCK_EX | LOCK_NB));
	SHOW(flock(fd, LOCK_EX | LOCK_SH));
	SHOW(flock(fd, LOCK_UN));
	SHOW(flock(fd, LOCK_NB));
}

int main(void)
{
	int p[2];
	CHECK(close(creat("f", 0644)) == 0 && pipe(p) == 0);
	each("reading", open("f", O_RDONLY));
	each("writing", open("f", O_WRONLY));
	each("path", open("f", O_PATH));
	each("directory", open(".", O_RDONLY));
	each("pipe", p[0]);
	return 0;
}
