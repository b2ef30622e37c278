#include "faults.h"
int main(void)
{
	int fd = memfd_create("name", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	CHECK(fd >= 0);
	struct stat st;
	fstat(fd, &st);
	printf("%o %d %ld %d\n", st.st_mode, (int)st.st_nlink, st.st_size, fcntl(fd, F_GETFD));
	char link[64] = "", path[32];
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	readlink(path, link, 63);
	printf("%s\n", link);
	SHOW(ftruncate(fd, 2 * PAGE));
	char *p = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	strcpy(p + PAGE, "memory");
	char text[8] = "";
	pread(fd, text, 7, PAGE);
	printf("%s %lx\n", text, (long)fcntl(fd, F_GETFL) & O_ACCMODE);
	SHOW(fcntl(fd, F_GET_SEALS));
	SHOW(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE));
	SHOW(munmap(p, 2 * PAGE));
	SHOW(fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW));
	SHOW(ftruncate(fd, PAGE));
	SHOW(ftruncate(fd, 3 * PAGE));
	SHOW(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE));
	SHOW(write(fd, "x", 1));
	SHOW(mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) == MAP_FAILED ? -1 : 0);
	SHOW(mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0) == MAP_FAILED ? -1 : 0);
	SHOW(fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL));
	SHOW(fcntl(fd, F_ADD_SEALS, F_SEAL_GROW));
	int plain = memfd_create("", 0);
	SHOW(fcntl(plain, F_GET_SEALS));
	SHOW(fcntl(plain, F_ADD_SEALS, F_SEAL_GROW));
	char long_name[300];
	memset(long_name, 'a', 299);
	long_name[250] = 0;
	SHOW(memfd_create(long_name, 0));
	long_name[249] = 0;
	SHOW(memfd_create(long_name, 0) >= 0);
	SHOW(memfd_create("x", 0x400));
	SHOW(memfd_create((void *)8, 0));
}
