// slow
/* fcntl(2): a lock in the middle of another's range splits it; neighbours of one type become one; F_GETLK shows the first in the way. */
#include "behaviour.h"

static int fd;

static void lock(int type, long start, long length)
{
	struct flock l = {.l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = length};
	CHECK(fcntl(fd, F_SETLK, &l) == 0);
}

static int map(void)
{
	char row[61] = {0};
	for (int i = 0; i < 60; i++) {
		struct flock w = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = i, .l_len = 1}, r = w;
		r.l_type = F_RDLCK;
		CHECK(fcntl(fd, F_GETLK, &w) == 0 && fcntl(fd, F_GETLK, &r) == 0);
		row[i] = r.l_type != F_UNLCK ? 'W' : w.l_type != F_UNLCK ? 'r' : '.';
	}
	puts(row);
	for (long at = 0; at < 60;) {
		struct flock w = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = at, .l_len = 60 - at};
		CHECK(fcntl(fd, F_GETLK, &w) == 0);
		if (w.l_type == F_UNLCK)
			break;
		printf(" %d:%ld+%ld", w.l_type, (long)w.l_start, (long)w.l_len);
		at = w.l_len ? w.l_start + w.l_len : 60;
	}
	puts("");
	return 0;
}

#define SEE(...) printf("%s\n", #__VA_ARGS__), lock(__VA_ARGS__), wait_status(child(map))

int main(void)
{
	fd = open("f", O_RDWR | O_CREAT, 0644);
	SEE(F_WRLCK, 10, 40);
	SEE(F_RDLCK, 20, 10);
	SEE(F_UNLCK, 24, 2);
	SEE(F_WRLCK, 20, 4);
	SEE(F_RDLCK, 0, 10);
	SEE(F_RDLCK, 10, 5);
	SEE(F_UNLCK, 5, 50);
	SEE(F_RDLCK, 5, 0);
	SEE(F_RDLCK, 0, 0);
	SEE(F_WRLCK, 30, 0);
	SEE(F_UNLCK, 0, 31);
	SEE(F_UNLCK, 50, 0);
	SEE(F_WRLCK, 31, 19);
	SEE(F_UNLCK, 0, 0);
	return 0;
}
