// slow
/* truncate(2), write(2), mmap(2): what lies between an old end and a new one is zero, whatever was in the page before. */
#include "behaviour.h"
#include <sys/mman.h>

static void show(int fd, long at)
{
	unsigned char b[8] = {9, 9, 9, 9, 9, 9, 9, 9};
	ssize_t n = pread(fd, b, 8, at);
	printf("%ld:", at);
	for (int i = 0; i < n; i++)
		printf(" %d", b[i]);
	puts("");
}

int main(void)
{
	char x[9000];
	memset(x, 'x', sizeof x);
	int fd = open("f", O_RDWR | O_CREAT, 0644);
	CHECK(write(fd, x, 9000) == 9000);
	CHECK(ftruncate(fd, 10) == 0 && ftruncate(fd, 20) == 0);
	show(fd, 6), show(fd, 14);
	CHECK(ftruncate(fd, 5) == 0 && pwrite(fd, "y", 1, 12) == 1);
	show(fd, 2), show(fd, 8);
	char *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	p[100] = 'm';
	show(fd, 8);
	CHECK(pwrite(fd, "z", 1, 200) == 1);
	show(fd, 98);
	CHECK(ftruncate(fd, 4096) == 0);
	p[300] = 'q';
	CHECK(ftruncate(fd, 250) == 0 && ftruncate(fd, 4096) == 0);
	show(fd, 298);
	CHECK(fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 150) == 0);
	show(fd, 146), show(fd, 198);
	printf("%d\n", p[200]);
	return 0;
}
