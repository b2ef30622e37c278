/* null(4), zero(4), full(4), random(4). */
#include "behaviour.h"

int main(void)
{
	char b[64];
	int null = open("/dev/null", O_RDWR), zero = open("/dev/zero", O_RDWR), full = open("/dev/full", O_RDWR);
	SHOW(read(null, b, 10));
	SHOW(write(null, b, 10));
	SHOW(pread(null, b, 10, 100));
	SHOW(ftruncate(null, 0));
	memset(b, 1, 64);
	SHOW(read(zero, b, 64));
	printf("%d %d\n", b[0], b[63]);
	SHOW(write(zero, b, 64));
	memset(b, 1, 64);
	SHOW(read(full, b, 64));
	printf("%d\n", b[63]);
	SHOW(write(full, b, 64));
	SHOW(write(full, b, 0));
	SHOW(lseek(full, 5, SEEK_SET));
	SHOW(read(open("/dev/urandom", O_RDONLY), b, 64));
	SHOW(read(open("/dev/random", O_RDONLY), b, 64));
	SHOW(write(open("/dev/urandom", O_WRONLY), b, 64));
	SHOW(close(open("/dev/null", O_WRONLY | O_CREAT | O_TRUNC, 0600)));
	SHOW(open("/dev/null", O_RDONLY | O_DIRECTORY));
	SHOW(open("/dev/null", O_CREAT | O_EXCL | O_RDONLY, 0600));
	return 0;
}
