/* splice(2), tee(2), vmsplice(2). */
#include "behaviour.h"
#include <sys/uio.h>

int main(void)
{
	char b[100];
	int p[2], q[2];
	make_pipe(p);
	make_pipe(q);
	int fd = open("file", O_CREAT | O_RDWR, 0600);
	write(fd, "0123456789", 10);
	loff_t off = 2;
	SHOW(splice(fd, &off, p[1], NULL, 5, 0));
	printf("%ld\n", (long)off);
	SHOW(tee(p[0], q[1], 100, 0));
	SHOW(splice(p[0], NULL, q[1], NULL, 3, 0));
	SHOW(read(q[0], b, 100));
	printf("%.8s\n", b);
	off = 20;
	SHOW(splice(p[0], NULL, fd, &off, 100, 0));
	SHOW(pread(fd, b, 100, 0));
	SHOW(splice(p[0], NULL, fd, NULL, 100, SPLICE_F_NONBLOCK));
	SHOW(splice(fd, NULL, fd, NULL, 100, 0));
	SHOW(splice(p[0], NULL, p[1], NULL, 100, 0));
	SHOW(splice(p[0], &off, fd, NULL, 100, 0));
	SHOW(tee(p[0], fd, 100, 0));
	SHOW(tee(p[0], q[1], 100, SPLICE_F_NONBLOCK));
	SHOW(vmsplice(p[1], (struct iovec[]){{"abc", 3}, {"def", 3}}, 2, 0));
	SHOW(read(p[0], b, 100));
	SHOW(vmsplice(fd, (struct iovec[]){{"abc", 3}}, 1, 0));
	close(p[1]);
	SHOW(splice(p[0], NULL, fd, NULL, 100, 0));
	lseek(fd, 0, SEEK_END);
	SHOW(splice(fd, NULL, q[1], NULL, 100, 0));
	return 0;
}
