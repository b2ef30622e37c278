// slow
/* Writes to null, zero and full (null(4)) take nothing from the buffer, so it may be anywhere; random bytes fill what there is of it. */
#include "behaviour.h"
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/uio.h>

#define P 4096

int main(void)
{
	char *end = mmap(NULL, 2 * P, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) + P;
	CHECK(munmap(end, P) == 0);
	struct iovec two[2] = {{end - 5, 5}, {end, 4}};
	const char *names[] = {"/dev/null", "/dev/zero", "/dev/full", "/dev/urandom"};
	for (int i = 0; i < 4; i++) {
		int fd = open(names[i], O_RDWR);
		printf("%s\n", names[i]);
		SHOW(write(fd, (void *)1, 10));
		SHOW(write(fd, end - 5, 10));
		SHOW(write(fd, end - 5, 1 << 28));
		SHOW(pwrite(fd, end - 5, 10, 0));
		SHOW(writev(fd, two, 2));
		SHOW(writev(fd, two + 1, 1));
		SHOW(pwritev(fd, two, 2, 0));
		SHOW(read(fd, end - 5, 10));
	}
	SHOW(getrandom(end - 5, 10, 0));
	SHOW(getrandom(end, 10, 0));
	return 0;
}
