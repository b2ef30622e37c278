/* fcntl(2): POSIX record locks: conflicts, splitting, waiting, closing. */
#include "behaviour.h"

static int fd;

static int lock(int command, int type, long start, long length)
{
	struct flock l = {.l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = length};
	return fcntl(fd, command, &l);
}

static void query(int type, long start, long length)
{
	struct flock l = {.l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = length};
	CHECK(fcntl(fd, F_GETLK, &l) == 0);
	printf("%ld+%ld: type %d start %ld length %ld %s\n", start, length, l.l_type, (long)l.l_start, (long)l.l_len,
	       l.l_type == F_UNLCK ? "" : l.l_pid == getppid() ? "parent" : "?");
}

static int tester(void)
{
	query(F_WRLCK, 0, 0);
	query(F_WRLCK, 0, 10);
	query(F_RDLCK, 10, 10);
	query(F_WRLCK, 25, 100);
	query(F_WRLCK, 50, 1);
	query(F_WRLCK, 60, 0);
	SHOW(lock(F_SETLK, F_WRLCK, 5, 10));
	SHOW(lock(F_SETLK, F_RDLCK, 25, 2));
	SHOW(lock(F_SETLK, F_WRLCK, 25, 2));
	return 0;
}

static int ends[2];

static int waiter(void)
{
	tell(ends);
	SHOW(lock(F_SETLKW, F_WRLCK, 0, 0));
	return 0;
}

static int other[2];

static int deadlocker(void)
{
	SHOW(lock(F_SETLK, F_WRLCK, 1, 1));
	tell(ends);
	await(other);
	usleep(50000);
	SHOW(lock(F_SETLKW, F_WRLCK, 0, 1));
	fflush(stdout);
	return 0;
}

int main(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	make_pipe(ends);
	make_pipe(other);
	fd = open("file", O_CREAT | O_RDWR, 0644);
	SHOW(lock(F_SETLK, F_WRLCK, 10, 10));
	SHOW(lock(F_SETLK, F_WRLCK, 20, 10));
	SHOW(lock(F_SETLK, F_UNLCK, 15, 2));
	SHOW(lock(F_SETLK, F_RDLCK, 22, 10));
	SHOW(lock(F_SETLK, F_WRLCK, 100, -50));
	SHOW(lock(F_SETLK, F_WRLCK, 100, 0));
	query(F_WRLCK, 0, 0);
	wait_status(child(tester));
	SHOW(lock(F_SETLK, 77, 0, 0));
	SHOW(lock(F_SETLK, F_WRLCK, -1, 0));
	SHOW(lock(F_SETLK, F_WRLCK, 5, -10));
	pid_t pid = child(waiter);
	await(ends);
	usleep(50000);
	puts("unlocking");
	SHOW(lock(F_SETLK, F_UNLCK, 0, 0));
	show_status(wait_status(pid));
	lock(F_SETLK, F_WRLCK, 0, 0);
	pid = child(waiter);
	await(ends);
	usleep(50000);
	puts("closing another descriptor of the file");
	close(open("file", O_RDONLY));
	show_status(wait_status(pid));
	int reader = open("file", O_RDONLY);
	struct flock l = {.l_type = F_WRLCK};
	SHOW(fcntl(reader, F_SETLK, &l));
	lock(F_SETLK, F_WRLCK, 0, 1);
	pid = child(deadlocker);
	await(ends);
	tell(other);
	int result = lock(F_SETLKW, F_WRLCK, 1, 1);
	printf("parent gets it: %d\n", result);
	show_status(wait_status(pid));
	return 0;
}
