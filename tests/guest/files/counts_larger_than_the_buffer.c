// A count of much more than the buffer holds is no fault as long as there are no more bytes than that; what there is room for is stored.
#include "behaviour.h"
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/uio.h>
int main(void)
{
	int fd = open("f", O_RDWR | O_CREAT, 0600), ends[2], pair[2];
	static char many[6000];
	char small[6000];
	CHECK(write(fd, many, 6000) == 6000 && pipe(ends) == 0 && socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
	SHOW(pread(fd, small, 0x10000000, 0));
	SHOW(pread(fd, small, 0x10000000, 5990));
	lseek(fd, 0, SEEK_SET);
	SHOW(read(fd, small, 0x10000000));
	SHOW(read(fd, small, 0x10000000));
	CHECK(write(ends[1], many, 100) == 100 && write(pair[1], many, 100) == 100);
	SHOW(read(ends[0], small, 0x10000000));
	SHOW(recv(pair[0], small, 0x10000000, 0));
	struct iovec v[] = { { small, 10 }, { small, 0x10000000 } };
	SHOW(preadv(fd, v, 2, 0));
	/* room for one page alone */
	char *p = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	munmap(p + 4096, 4096);
	SHOW(pread(fd, p, 0x200000, 0));
	SHOW(pread(fd, p + 4096, 0x200000, 0));
	lseek(fd, 0, SEEK_SET);
	SHOW(read(fd, p, 0x200000));
	SHOW(lseek(fd, 0, SEEK_CUR));
	SHOW(read(fd, p + 4096, 0x200000));
	SHOW(lseek(fd, 0, SEEK_CUR));
	CHECK(write(ends[1], many, 6000) == 6000);
	SHOW(read(ends[0], p, 0x200000));
	SHOW(read(ends[0], p + 4096, 0x200000));
	SHOW(read(ends[0], small, 0x200000));
}
