// slow
/* flock(2): "an existing lock is converted to the new lock mode", which gives it up first; shared by fork and dup; on any descriptor. */
#include "behaviour.h"
#include <sys/file.h>

static int fd, second;
static int in_child(void)
{
	SHOW(flock(fd, LOCK_EX | LOCK_NB));
	SHOW(flock(second, LOCK_SH | LOCK_NB));
	SHOW(flock(fd, LOCK_UN));
	SHOW(flock(second, LOCK_EX | LOCK_NB));
	return 0;
}

int main(void)
{
	fd = open("f", O_RDONLY | O_CREAT, 0644), second = open("f", O_RDWR);
	int third = open("f", O_WRONLY);
	SHOW(flock(fd, LOCK_SH));
	SHOW(flock(second, LOCK_SH));
	SHOW(flock(fd, LOCK_EX | LOCK_NB));
	SHOW(flock(third, LOCK_EX | LOCK_NB));
	SHOW(flock(second, LOCK_UN));
	SHOW(flock(fd, LOCK_EX | LOCK_NB));
	SHOW(flock(fd, LOCK_EX | LOCK_NB));
	wait_status(child(in_child));
	SHOW(flock(fd, LOCK_SH | LOCK_NB));
	SHOW(flock(second, LOCK_UN | LOCK_NB));
	SHOW(flock(fd, LOCK_SH | LOCK_EX));
	SHOW(flock(fd, 0));
	SHOW(flock(fd, LOCK_NB));
	int d = open(".", O_RDONLY), p[2];
	CHECK(pipe(p) == 0);
	SHOW(flock(d, LOCK_EX));
	SHOW(flock(open(".", O_RDONLY), LOCK_SH | LOCK_NB));
	SHOW(flock(p[0], LOCK_EX));
	SHOW(flock(p[1], LOCK_EX | LOCK_NB));
	SHOW(flock(dup(p[0]), LOCK_EX | LOCK_NB));
	SHOW(flock(open("/dev/null", O_RDONLY), LOCK_EX));
	return 0;
}
