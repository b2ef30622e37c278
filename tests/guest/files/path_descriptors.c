/* open(2), O_PATH: what works on it and what is EBADF. */
#include "behaviour.h"
#include <sys/ioctl.h>
#include <sys/xattr.h>

int main(void)
{
	char b[100];
	struct stat s;
	close(open("file", O_CREAT | O_RDWR, 0644));
	mkdir("d", 0755);
	int fd = open("file", O_PATH), dir = open("d", O_PATH);
	SHOW(read(fd, b, 1));
	SHOW(write(fd, b, 1));
	SHOW(pread(fd, b, 1, 0));
	SHOW(lseek(fd, 0, SEEK_SET));
	SHOW(ftruncate(fd, 0));
	SHOW(fchmod(fd, 0600));
	SHOW(fchown(fd, -1, -1));
	SHOW(ioctl(fd, FIOCLEX));
	SHOW(fsync(fd));
	SHOW(flistxattr(fd, b, 1));
	SHOW(syscall(SYS_getdents64, dir, b, 100));
	SHOW(fstat(fd, &s));
	SHOW(fcntl(fd, F_GETFD));
	SHOW(fcntl(fd, F_SETFL, O_APPEND));
	SHOW(fcntl(fd, F_GETOWN));
	SHOW(close(dup(fd)));
	SHOW(fchdir(dir));
	SHOW(openat(dir, "new", O_CREAT | O_WRONLY, 0644) > 0);
	SHOW(fchdir(fd));
	SHOW(open("/dev/null/x", O_PATH));
	SHOW(open("missing", O_PATH));
	SHOW(faccessat(dir, "new", R_OK, 0));
	SHOW(close(fd));
	return 0;
}
