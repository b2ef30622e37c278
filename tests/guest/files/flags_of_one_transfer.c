/* preadv2(2), pwritev2(2): RWF_APPEND and RWF_NOWAIT hold for one call only. */
#include "behaviour.h"
#include <sys/uio.h>

int main(void)
{
	char b[10] = "abcdefghi";
	struct iovec v = {b, 3};
	int fd = open("file", O_CREAT | O_RDWR, 0644), ends[2];
	SHOW(pwritev2(fd, &v, 1, -1, 0));
	SHOW(lseek(fd, 0, SEEK_SET));
	SHOW(pwritev2(fd, &v, 1, -1, RWF_APPEND));
	SHOW(lseek(fd, 0, SEEK_CUR));
	SHOW(lseek(fd, 0, SEEK_SET));
	SHOW(pwritev2(fd, &v, 1, 0, RWF_APPEND));
	SHOW(lseek(fd, 0, SEEK_CUR));
	SHOW(pwritev2(fd, &v, 1, -1, 0));
	SHOW(lseek(fd, 0, SEEK_END));
	SHOW(preadv2(fd, &v, 1, 0, RWF_HIPRI));
	SHOW(pwritev2(fd, &v, 1, 0, RWF_SYNC));
	make_pipe(ends);
	SHOW(preadv2(ends[0], &v, 1, -1, RWF_NOWAIT));
	SHOW(fcntl(ends[0], F_GETFL));
	SHOW(pwritev2(ends[1], &v, 1, -1, RWF_NOWAIT));
	SHOW(preadv2(ends[0], &v, 1, -1, RWF_NOWAIT));
	SHOW(fcntl(ends[1], F_SETPIPE_SZ, 4096));
	static char page[4096];
	SHOW(write(ends[1], page, 4096));
	SHOW(pwritev2(ends[1], &v, 1, -1, RWF_NOWAIT));
	return 0;
}
