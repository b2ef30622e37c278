/* flock(2): shared and exclusive, conversion, inheritance, waiting. */
#include "behaviour.h"
#include <sys/file.h>

static int ends[2];

static int waiter(void)
{
	int fd = open("file", O_RDONLY);
	tell(ends);
	SHOW(flock(fd, LOCK_EX));
	return 0;
}

static int inheritor(void)
{
	return flock(50, LOCK_UN);
}

int main(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	make_pipe(ends);
	int a = open("file", O_CREAT | O_RDONLY, 0644), b = open("file", O_RDONLY);
	SHOW(flock(a, LOCK_SH));
	SHOW(flock(b, LOCK_SH));
	SHOW(flock(b, LOCK_EX | LOCK_NB));
	SHOW(flock(a, LOCK_UN));
	SHOW(flock(b, LOCK_EX | LOCK_NB));
	SHOW(flock(a, LOCK_SH | LOCK_NB));
	SHOW(flock(dup(b), LOCK_SH | LOCK_NB));
	SHOW(flock(a, LOCK_SH | LOCK_NB));
	SHOW(flock(a, LOCK_UN));
	SHOW(dup2(b, 50));
	SHOW(flock(b, LOCK_EX));
	pid_t pid = child(waiter);
	await(ends);
	usleep(50000);
	puts("releasing in a child");
	wait_status(child(inheritor));
	show_status(wait_status(pid));
	SHOW(flock(a, 77));
	SHOW(flock(99, LOCK_SH));
	SHOW(flock(open("file", O_PATH), LOCK_SH));
	struct flock l = {.l_type = F_RDLCK};
	SHOW(flock(b, LOCK_EX));
	SHOW(fcntl(a, F_SETLK, &l));
	return 0;
}
