// slow
/* preadv2(2) and pwritev2(2): an offset of -1 is the position; RWF_APPEND appends and leaves it; flags nobody knows are refused. */
#include "behaviour.h"
#include <sys/uio.h>

int main(void)
{
	char in[4] = {0};
	struct iovec out = {"ab", 2}, into = {in, 2}, none = {in, (size_t)-1};
	int fd = open("f", O_RDWR | O_CREAT, 0644);
	SHOW(pwritev2(fd, &out, 1, -1, 0));
	SHOW(lseek(fd, 0, SEEK_CUR));
	SHOW(pwritev2(fd, &out, 1, 6, 0));
	SHOW(lseek(fd, 0, SEEK_CUR));
	SHOW(pwritev2(fd, &out, 1, 0, RWF_APPEND));
	SHOW(lseek(fd, 0, SEEK_CUR));
	SHOW(lseek(fd, 0, SEEK_END));
	SHOW(preadv2(fd, &into, 1, 6, 0));
	printf("%s\n", in);
	SHOW(preadv2(fd, &into, 1, -1, 0));
	SHOW(preadv2(fd, &into, 1, -2, 0));
	SHOW(preadv2(fd, &into, 1, 0, 1 << 30));
	SHOW(preadv2(fd, &into, -1, 0, 0));
	SHOW(preadv2(fd, &into, 0, 0, 0));
	SHOW(preadv2(fd, &into, 1025, 0, 0));
	SHOW(preadv2(fd, &none, 1, 0, 0));
	SHOW(pwritev2(fd, &out, 1, 0, RWF_DSYNC | RWF_SYNC));
	SHOW(preadv(fd, &into, 1, -1));
	return 0;
}
