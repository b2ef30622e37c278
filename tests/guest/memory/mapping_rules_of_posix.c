// mmap(2), munmap(2), msync(2), mprotect(2): EINVAL, EACCES, EBADF, ENODEV, ENOMEM, EBUSY; zero fill behind the end of a file.
#include "behaviour.h"
#include <sys/mman.h>
#include <sys/resource.h>

static long map(size_t n, int prot, int flags, int fd, off_t o)
{
	void *p = mmap(NULL, n, prot, flags, fd, o);
	return p == MAP_FAILED ? -1 : 0;
}

int main(void)
{
	int fd = open("f", O_CREAT | O_RDWR, 0600), ro = open("f", O_RDONLY), wo = open("f", O_WRONLY), ends[2];
	CHECK(write(fd, "hello", 5) == 5 && pipe(ends) == 0);
	SHOW(map(0, PROT_READ, MAP_SHARED, fd, 0));
	SHOW(map(4096, PROT_READ, 0, fd, 0));
	SHOW(map(4096, PROT_READ, MAP_SHARED | MAP_PRIVATE, fd, 0));
	SHOW(map(4096, PROT_READ, MAP_SHARED, fd, 1));
	SHOW(map(4096, PROT_READ, MAP_SHARED, -1, 0));
	SHOW(map(4096, PROT_READ, MAP_SHARED, 99, 0));
	SHOW(map(4096, PROT_WRITE, MAP_SHARED, ro, 0));
	SHOW(map(4096, PROT_WRITE, MAP_PRIVATE, ro, 0));
	SHOW(map(4096, PROT_READ, MAP_SHARED, wo, 0));
	SHOW(map(4096, PROT_READ, MAP_PRIVATE, wo, 0));
	SHOW(map(4096, PROT_READ, MAP_PRIVATE, ends[0], 0));
	SHOW(map(1UL << 62, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
	SHOW(map(4096, PROT_READ, MAP_SHARED, fd, 0x7ffffffffffff000));
	char *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	printf("%.5s %d %d\n", p, p[5], p[4095]);
	strcpy(p, "HELLO there");
	SHOW(msync(p, 4096, MS_SYNC));
	struct stat st;
	fstat(fd, &st);
	char b[16] = "";
	SHOW(pread(fd, b, 16, 0));
	printf("%s size %ld\n", b, (long)st.st_size);
	SHOW(msync(p, 4096, MS_SYNC | MS_ASYNC));
	SHOW(msync(p, 4096, 0x80));
	SHOW(msync(p + 1, 4096, MS_SYNC));
	SHOW(msync(p, 4096, MS_INVALIDATE));
	SHOW(munmap(p + 1, 4096));
	SHOW(munmap(p, 0));
	SHOW(munmap(p, 4096));
	SHOW(munmap(p, 4096));
	SHOW(msync(p, 4096, MS_SYNC));
	SHOW(mprotect(p, 4096, PROT_READ));
	char *q = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	SHOW(mprotect(q + 1, 4096, PROT_READ));
	SHOW(mlock(q, 4096));
	SHOW(msync(q, 4096, MS_INVALIDATE));
	SHOW(munlock(q, 4096));
	SHOW(mlock(q, 8192));
	SHOW(munmap(q, 8192));
	SHOW(mlock(q, 8192));
	SHOW(munlock(q, 8192));
	SHOW(mlockall(0));
	SHOW(mlockall(99));
	SHOW(mlockall(MCL_CURRENT));
	SHOW(mlockall(MCL_CURRENT | MCL_FUTURE));
	SHOW(munlockall());
	return 0;
}
