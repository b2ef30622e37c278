// slow
/* fcntl(2), "File Sealing": what each seal forbids, of every call that could, and mappings. */
#include "behaviour.h"
#include <sys/mman.h>

static int make(int seals)
{
	int fd = memfd_create("m", MFD_ALLOW_SEALING);
	CHECK(ftruncate(fd, 8192) == 0 && pwrite(fd, "data", 4, 0) == 4);
	errno = 0;
	int r = fcntl(fd, F_ADD_SEALS, seals);
	printf("seals %x: %d, now %x\n", seals, r, fcntl(fd, F_GET_SEALS));
	return fd;
}

static int map(int fd, int prot, int flags)
{
	void *p = mmap(NULL, 4096, prot, flags, fd, 0);
	return p == MAP_FAILED ? -1 : munmap(p, 4096);
}

int main(void)
{
	for (int seals = 0; seals < 32; seals = seals ? seals * 2 : 1) {
		int fd = make(seals);
		SHOW(write(fd, "x", 1));
		SHOW(pwrite(fd, "x", 1, 8192));
		SHOW(ftruncate(fd, 4096));
		SHOW(ftruncate(fd, 16384));
		SHOW(fallocate(fd, 0, 0, 20000));
		SHOW(fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 4096));
		SHOW(map(fd, PROT_READ | PROT_WRITE, MAP_SHARED));
		SHOW(map(fd, PROT_READ, MAP_SHARED));
		SHOW(map(fd, PROT_READ | PROT_WRITE, MAP_PRIVATE));
		SHOW(fchmod(fd, 0755));
		SHOW(fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL));
		SHOW(fcntl(fd, F_ADD_SEALS, F_SEAL_GROW));
		close(fd);
	}
	int fd = make(0);
	char *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	SHOW(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE));
	SHOW(fcntl(fd, F_ADD_SEALS, F_SEAL_FUTURE_WRITE));
	p[0] = 'm';
	SHOW(write(fd, "x", 1));
	munmap(p, 4096);
	SHOW(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE));
	p = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
	SHOW(mprotect(p, 4096, PROT_READ | PROT_WRITE));
	SHOW(fcntl(fd, F_ADD_SEALS, 0x40));
	int plain = memfd_create("p", 0);
	SHOW(fcntl(plain, F_GET_SEALS));
	SHOW(fcntl(plain, F_ADD_SEALS, F_SEAL_GROW));
	int file = open("f", O_RDWR | O_CREAT, 0600);
	SHOW(fcntl(file, F_GET_SEALS));
	char name[40];
	snprintf(name, sizeof name, "/proc/self/fd/%d", plain);
	int ro = open(name, O_RDONLY);
	SHOW(ro >= 0);
	SHOW(write(ro, "x", 1));
	SHOW(memfd_create("x", 0x100));
	SHOW(memfd_create(NULL, 0));
	char longest[300];
	memset(longest, 'm', 299), longest[249] = 0;
	SHOW(memfd_create(longest, 0) >= 0);
	longest[249] = 'm', longest[250] = 0;
	SHOW(memfd_create(longest, 0) >= 0);
	return 0;
}
