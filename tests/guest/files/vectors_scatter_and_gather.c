/* readv(2) and its relatives. */
#include "behaviour.h"
#include <sys/uio.h>

int main(void)
{
	char a[4] = "", b[4] = "", c[4] = "";
	struct iovec out[3] = {{"ab", 2}, {"", 0}, {"cdefgh", 6}};
	struct iovec in[3] = {{a, 3}, {b, 3}, {c, 3}};
	int fd = open("file", O_CREAT | O_RDWR, 0600);
	SHOW(writev(fd, out, 3));
	SHOW(lseek(fd, 0, SEEK_SET));
	SHOW(readv(fd, in, 3));
	printf("%s %s %s\n", a, b, c);
	SHOW(preadv(fd, in, 2, 4));
	printf("%s %.1s\n", a, b);
	SHOW(pwritev(fd, out, 3, 6));
	SHOW(preadv2(fd, in, 3, -1, 0));
	printf("%s %.3s\n", a, b);
	SHOW(lseek(fd, 0, SEEK_CUR));
	SHOW(pwritev2(fd, out, 1, 0, RWF_APPEND));
	SHOW(lseek(fd, 0, SEEK_END));
	SHOW(preadv2(fd, in, 3, 0, 0x4000));
	SHOW(preadv(fd, in, 3, -2));
	SHOW(readv(fd, in, 0));
	SHOW(readv(fd, in, -1));
	SHOW(readv(fd, in, 1025));
	SHOW(writev(fd, (struct iovec[]){{a, -1}}, 1));
	SHOW(writev(fd, (struct iovec *)8, 1));
	SHOW(writev(fd, (struct iovec[]){{(void *)8, 4}}, 1));
	SHOW(readv(99, in, 1));
	int ends[2];
	make_pipe(ends);
	SHOW(preadv(ends[0], in, 1, 0));
	return 0;
}
