// arguments: first
// slow
/* fcntl(2): record locks "are not inherited by a child", "are preserved across an execve", and go with any close of the file; flock's stay. */
#include "behaviour.h"
#include <sys/file.h>

static int fd;
static int ask(void)
{
	struct flock l = {.l_type = F_WRLCK};
	CHECK(fcntl(fd, F_GETLK, &l) == 0);
	int other = open("f", O_RDWR);
	printf("record lock %s, flock %s\n", l.l_type == F_UNLCK ? "gone" : "there", flock(other, LOCK_EX | LOCK_NB) ? "there" : "gone");
	return 0;
}

static int unlocks(void)
{
	struct flock l = {.l_type = F_UNLCK};
	SHOW(fcntl(fd, F_SETLK, &l));
	close(open("f", O_RDONLY));
	ask();
	return 0;
}

int main(int count, char **arguments)
{
	if (count > 1 && !strcmp(arguments[1], "second")) {
		fd = 3;
		wait_status(child(ask));
		close(open("f", O_RDONLY));
		wait_status(child(ask));
		int copy = dup(fd);
		close(fd);
		fd = copy;
		wait_status(child(ask));
		SHOW(flock(fd, LOCK_UN));
		wait_status(child(ask));
		return 0;
	}
	fd = open("f", O_RDWR | O_CREAT, 0644);
	CHECK(fd == 3);
	struct flock l = {.l_type = F_WRLCK};
	SHOW(fcntl(fd, F_SETLK, &l));
	SHOW(flock(fd, LOCK_SH));
	wait_status(child(unlocks));
	wait_status(child(ask));
	fflush(stdout);
	execl("/proc/self/exe", "x", "second", NULL);
	return 1;
}
