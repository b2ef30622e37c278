// slow
/* open(2), O_PATH: "other file operations ... fail with the error EBADF", and the calls that take one all the same. */
#include "behaviour.h"
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/statfs.h>
#include <sys/xattr.h>
#include <poll.h>

int main(void)
{
	char c;
	struct stat s;
	struct statfs sf;
	close(creat("f", 0644)), mkdir("d", 0755), close(creat("d/in", 0644));
	int f = open("f", O_PATH | O_RDWR | O_TRUNC | O_APPEND), d = open("d", O_PATH);
	SHOW(fcntl(f, F_GETFL) & ~0100000);
	SHOW(read(f, &c, 1));
	SHOW(write(f, &c, 1));
	SHOW(lseek(f, 0, SEEK_SET));
	SHOW(fchmod(f, 0600));
	SHOW(fchown(f, -1, -1));
	SHOW(ftruncate(f, 0));
	SHOW(fsync(f));
	SHOW(ioctl(f, FIONREAD, &c));
	SHOW(mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, f, 0) == MAP_FAILED ? -1 : 0);
	SHOW(fgetxattr(f, "user.a", NULL, 0));
	SHOW(flock(f, LOCK_SH));
	SHOW(fcntl(f, F_SETFL, O_APPEND));
	SHOW(fcntl(f, F_GETOWN));
	SHOW(fcntl(f, F_GETLEASE));
	struct flock l = {F_RDLCK};
	SHOW(fcntl(f, F_SETLK, &l));
	SHOW(futimens(f, NULL));
	SHOW(getdents64(d, &s, sizeof s));
	SHOW(syscall(SYS_fadvise64, f, 0, 0, 0));
	SHOW(readahead(f, 0, 1));
	struct pollfd p = {f, POLLIN};
	SHOW(poll(&p, 1, 0));
	printf("revents %x\n", p.revents);
	SHOW(fstat(f, &s));
	SHOW(fstatfs(f, &sf));
	SHOW(fchdir(d));
	SHOW(fchdir(f));
	SHOW(dup(f) > 0);
	SHOW(fcntl(f, F_GETFD));
	SHOW(fcntl(f, F_SETFD, FD_CLOEXEC));
	SHOW(fcntl(f, F_DUPFD_CLOEXEC, 50));
	SHOW(openat(d, "in", O_RDONLY) > 0);
	SHOW(linkat(f, "", d, "linked", AT_EMPTY_PATH));
	SHOW(unlinkat(d, "in", 0));
	SHOW(open("/proc/self/fd/3", O_RDONLY) > 0);
	SHOW(fstatat(f, "", &s, AT_EMPTY_PATH));
	SHOW(openat(f, "", O_RDONLY));
	return 0;
}
