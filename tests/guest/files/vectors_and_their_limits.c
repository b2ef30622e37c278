// slow
/* readv(2), preadv2(2): IOV_MAX, lengths that are too much, empty vectors, bad buffers in the middle, RWF_ flags. */
#include "behaviour.h"
#include <sys/uio.h>

int main(void)
{
	static struct iovec v[1025];
	char a[4], b[4];
	int fd = open("f", O_RDWR | O_CREAT, 0644);
	CHECK(write(fd, "0123456789", 10) == 10);
	for (int i = 0; i < 1025; i++)
		v[i] = (struct iovec){a, 0};
	lseek(fd, 0, SEEK_SET);
	SHOW(readv(fd, v, 1024));
	SHOW(readv(fd, v, 1025));
	SHOW(readv(fd, v, -1));
	SHOW(readv(fd, v, 0));
	SHOW(readv(fd, NULL, 0));
	SHOW(readv(fd, NULL, 1));
	v[0] = (struct iovec){a, 4}, v[1] = (struct iovec){(void *)1, 4}, v[2] = (struct iovec){b, 4};
	SHOW(readv(fd, v, 3));
	SHOW(lseek(fd, 0, SEEK_CUR));
	SHOW(writev(fd, v, 3));
	SHOW(lseek(fd, 0, SEEK_CUR));
	v[0].iov_len = (size_t)-1;
	SHOW(readv(fd, v, 1));
	v[0].iov_len = 4, v[1] = (struct iovec){b, 4};
	SHOW(preadv(fd, v, 2, 5));
	SHOW(preadv(fd, v, 2, -1));
	SHOW(preadv2(fd, v, 2, -1, 0));
	SHOW(preadv2(fd, v, 2, 0, RWF_NOWAIT));
	SHOW(preadv2(fd, v, 2, 0, RWF_HIPRI));
	SHOW(preadv2(fd, v, 2, 0, RWF_APPEND));
	SHOW(preadv2(fd, v, 2, 0, 0x1000));
	SHOW(pwritev2(fd, v, 2, 0, RWF_DSYNC | RWF_SYNC));
	SHOW(pwritev2(fd, v, 2, 0, RWF_APPEND | 0x20));
	int p[2];
	CHECK(pipe2(p, 0) == 0);
	SHOW(preadv2(p[0], v, 1, -1, RWF_NOWAIT));
	SHOW(preadv2(p[0], v, 1, 0, 0));
	SHOW(pwritev2(p[1], v, 2, -1, RWF_NOWAIT));
	SHOW(readv(p[0], v, 2));
	return 0;
}
