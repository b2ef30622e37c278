// mmap(2): what is written behind the end, in the last page, is in no file; msync(2) makes it zeros again. On tmpfs it stays, and comes up when the file grows.
#include "behaviour.h"
#include <sys/mman.h>

static void try(int fd)
{
	CHECK(fd >= 0 && ftruncate(fd, 100) == 0);
	char *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0), b[300] = "";
	p[200] = 1, p[350] = 1;
	CHECK(msync(p, 4096, MS_SYNC) == 0 && munmap(p, 4096) == 0);
	p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	printf("mapped again %d\n", p[200]);
	CHECK(ftruncate(fd, 300) == 0 && pread(fd, b, 300, 0) == 300);
	printf("longer %d %d, read %d\n", p[200], p[350], b[200]);
	CHECK(ftruncate(fd, 150) == 0 && ftruncate(fd, 400) == 0);
	printf("shorter and longer %d %d\n", p[200], p[350]);
	p[390] = 3, p[500] = 4;
	CHECK(pwrite(fd, "x", 1, 1000) == 1);
	printf("written further on %d %d\n", p[390], p[500]);
}

int main(void)
{
	char name[64];
	snprintf(name, sizeof name, "/fp-tail-%d", getpid());
	try(open("file", O_CREAT | O_RDWR, 0600));
	try(shm_open(name, O_CREAT | O_RDWR, 0600));
	return shm_unlink(name);
}
