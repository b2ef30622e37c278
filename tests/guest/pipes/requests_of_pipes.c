// slow
/* ioctl(2) and fcntl(2) of a pipe: FIONREAD, FIONBIO, FIOCLEX, O_ASYNC, what is not for pipes. */
#include "behaviour.h"
#include <sys/ioctl.h>
#include <termios.h>

int main(void)
{
	int p[2], n = 7;
	struct stat s;
	CHECK(pipe(p) == 0);
	SHOW(ioctl(p[0], FIONREAD, &n));
	printf("%d\n", n);
	CHECK(write(p[1], "12345", 5) == 5);
	SHOW(ioctl(p[0], FIONREAD, &n));
	printf("%d\n", n);
	SHOW(ioctl(p[1], FIONREAD, &n));
	printf("%d\n", n);
	n = 1;
	SHOW(ioctl(p[0], FIONBIO, &n));
	printf("%x\n", fcntl(p[0], F_GETFL));
	n = 0;
	SHOW(ioctl(p[0], FIONBIO, &n));
	printf("%x\n", fcntl(p[0], F_GETFL));
	SHOW(ioctl(p[0], FIOCLEX));
	SHOW(fcntl(p[0], F_GETFD));
	SHOW(ioctl(p[0], FIONCLEX));
	SHOW(fcntl(p[0], F_GETFD));
	SHOW(ioctl(p[0], FIONREAD, (void *)1));
	SHOW(ioctl(p[0], TCGETS, &n));
	SHOW(ioctl(p[0], 2 /* FIGETBSZ */, &n));
	SHOW(ioctl(p[0], 0x12345678, &n));
	SHOW(isatty(p[0]));
	SHOW(fstat(p[0], &s));
	printf("%o size %d block %d links %d\n", s.st_mode, (int)s.st_size, (int)s.st_blksize, (int)s.st_nlink);
	SHOW(fchmod(p[0], 0644));
	fstat(p[1], &s), printf("%o\n", s.st_mode);
	SHOW(ftruncate(p[1], 0));
	SHOW(fchdir(p[0]));
	return 0;
}
