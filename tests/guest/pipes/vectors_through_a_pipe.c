// slow
/* readv(2) and writev(2) on a pipe: one transfer however many pieces, empty pieces among them, and a bad piece behind good ones. */
#include "behaviour.h"
#include <sys/uio.h>

int main(void)
{
	int p[2];
	char a[4] = {0}, b[8] = {0};
	CHECK(pipe2(p, O_NONBLOCK) == 0);
	struct iovec out[] = {{"ab", 2}, {NULL, 0}, {"cde", 3}, {"f", 1}}, in[] = {{a, 3}, {b, 0}, {b, 7}};
	SHOW(writev(p[1], out, 4));
	SHOW(readv(p[0], in, 3));
	printf("%s %s\n", a, b);
	SHOW(readv(p[0], in, 3));
	SHOW(readv(p[0], in + 1, 1));
	SHOW(writev(p[1], out + 1, 1));
	SHOW(writev(p[1], out, 0));
	SHOW(writev(p[1], out, 1025));
	SHOW(writev(p[0], out, 1));
	SHOW(readv(p[1], in, 1));
	struct iovec bad[] = {{"xy", 2}, {(void *)8, 2}};
	SHOW(writev(p[1], bad + 1, 1));
	SHOW(writev(p[1], out, 1));
	SHOW(read(p[0], b, 8));
	return 0;
}
