// slow
/* fcntl(2), EDEADLK: a cycle of three waiters is found; a wait on one's own child's lock that is no cycle is not. */
#include "behaviour.h"

static int fd, ready[2], go[3][2];

static int lock(int command, int type, long start)
{
	struct flock l = {.l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = 1};
	return fcntl(fd, command, &l);
}

static int number;
static int one(void)
{
	CHECK(lock(F_SETLK, F_WRLCK, number) == 0);
	tell(ready);
	await(go[number]);
	errno = 0;
	int r = lock(F_SETLKW, F_WRLCK, (number + 1) % 3);
	printf("%d: %s\n", number, r ? strerrorname_np(errno) : "got it");
	return 0;
}

int main(void)
{
	pid_t pids[3];
	fd = open("f", O_RDWR | O_CREAT, 0644);
	make_pipe(ready);
	for (number = 0; number < 3; number++) {
		make_pipe(go[number]);
		pids[number] = child(one);
		await(ready);
	}
	for (int i = 0; i < 3; i++) {
		tell(go[i]);
		usleep(100000);
	}
	for (int i = 2; i >= 0; i--)
		wait_status(pids[i]);
	return 0;
}
