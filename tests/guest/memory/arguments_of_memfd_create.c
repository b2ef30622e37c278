// slow
/* memfd_create(2): flags, the length of a name, and what the descriptor is like. */
#include "behaviour.h"
#include <sys/mman.h>

int main(void)
{
	char name[300] = {0}, text[400] = {0}, link[40];
	memset(name, 'n', 249);
	SHOW(memfd_create(name, 0));
	name[249] = 'n';
	SHOW(memfd_create(name, 0));
	SHOW(memfd_create(NULL, 0));
	SHOW(memfd_create("x", 0x1000));
	int fd = memfd_create("a/b", MFD_CLOEXEC);
	SHOW(fcntl(fd, F_GETFD));
	SHOW(fcntl(fd, F_GETFL) & O_ACCMODE);
	SHOW(fcntl(fd, F_GET_SEALS));
	SHOW(fcntl(memfd_create("", MFD_ALLOW_SEALING), F_GET_SEALS));
	sprintf(link, "/proc/self/fd/%d", fd);
	CHECK(readlink(link, text, sizeof text) > 0);
	printf("%s\n", text);
	struct stat s;
	CHECK(fstat(fd, &s) == 0);
	printf("mode %o links %d size %ld\n", s.st_mode, (int)s.st_nlink, (long)s.st_size);
	SHOW(write(fd, "abc", 3));
	SHOW(pread(open(link, O_RDONLY), text, 10, 0));
	SHOW(write(open(link, O_RDONLY), "x", 1));
	SHOW(fcntl(open(".", O_RDONLY), F_GET_SEALS));
	SHOW(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE));
	return 0;
}
