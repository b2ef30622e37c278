#include "behaviour.h"
#include <sys/sendfile.h>
#include <sys/uio.h>

int main(void)
{
	int p[2], q[2], f = open("f", O_RDWR | O_CREAT, 0600);
	char b[100] = "";
	CHECK(pipe2(p, O_NONBLOCK) == 0 && pipe2(q, O_NONBLOCK) == 0);
	CHECK(write(f, "the quick brown fox", 19) == 19);
	lseek(f, 0, SEEK_SET);
	SHOW(splice(f, NULL, p[1], NULL, 9, 0));
	SHOW(tee(p[0], q[1], 100, 0));
	SHOW(read(q[0], b, 100));
	printf("%s\n", b);
	SHOW(splice(p[0], NULL, q[1], NULL, 4, 0));
	memset(b, 0, 100);
	SHOW(read(q[0], b, 100));
	printf("%s\n", b);
	loff_t at = 4;
	SHOW(splice(f, &at, p[1], NULL, 5, 0));
	printf("%ld\n", (long)at);
	memset(b, 0, 100);
	SHOW(read(p[0], b, 100));
	printf("%s\n", b);
	SHOW(splice(p[0], NULL, q[1], NULL, 10, SPLICE_F_NONBLOCK));
	SHOW(tee(p[0], q[1], 10, SPLICE_F_NONBLOCK));
	struct iovec v[2] = { { "ab", 2 }, { "cde", 3 } };
	SHOW(vmsplice(p[1], v, 2, 0));
	int g = open("g", O_RDWR | O_CREAT, 0600);
	SHOW(splice(p[0], NULL, g, NULL, 100, 0));
	memset(b, 0, 100);
	SHOW(pread(g, b, 100, 0));
	printf("%s\n", b);
	SHOW(splice(f, NULL, g, NULL, 5, 0));
	SHOW(splice(p[1], NULL, q[1], NULL, 5, 0));
	SHOW(splice(f, NULL, p[0], NULL, 5, 0));
	SHOW(tee(f, p[1], 5, 0));
	SHOW(tee(p[0], p[1], 5, 0));
	SHOW(splice(p[0], &at, q[1], NULL, 5, 0));
	SHOW(sendfile(p[1], f, NULL, 100));
	close(p[1]);
	SHOW(splice(p[0], NULL, q[1], NULL, 100, 0));
	SHOW(splice(p[0], NULL, q[1], NULL, 100, 0));
}
