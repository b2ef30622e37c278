// slow
/* What calls made for files say of a socket. */
#include "behaviour.h"
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/socket.h>

int main(void)
{
	int s[2];
	struct stat st;
	struct flock l = {.l_type = F_WRLCK};
	char b[4] = {0};
	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, s) == 0);
	SHOW(write(s[0], "abc", 3));
	SHOW(lseek(s[1], 0, SEEK_SET));
	SHOW(pread(s[1], b, 1, 0));
	SHOW(fsync(s[1]));
	SHOW(fdatasync(s[1]));
	SHOW(ftruncate(s[1], 0));
	SHOW(fallocate(s[1], 0, 0, 1));
	SHOW(fchdir(s[1]));
	SHOW(mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, s[1], 0) == MAP_FAILED ? -1 : 0);
	SHOW(flock(s[0], LOCK_EX | LOCK_NB));
	SHOW(fcntl(s[0], F_SETLK, &l));
	SHOW(fchmod(s[0], 0600));
	CHECK(fstat(s[0], &st) == 0);
	printf("socket %d, size %ld, links %d, mode %o\n", S_ISSOCK(st.st_mode), (long)st.st_size, (int)st.st_nlink, st.st_mode & 0777);
	SHOW(syscall(SYS_getdents64, s[0], b, 4));
	SHOW(read(s[1], b, 4));
	SHOW(openat(s[0], "x", O_RDONLY));
	return 0;
}
