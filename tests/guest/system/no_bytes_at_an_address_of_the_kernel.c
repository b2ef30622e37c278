// read(2), write(2): "EFAULT buf is outside your accessible address space", also when no byte is asked for or none is there; EBADF comes first.
// A vector's part without bytes is looked at by nobody.
// needs: x86-64
#include "behaviour.h"
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/uio.h>

#define BEYOND ((void *)0xffff888000000000)

int main(void)
{
	int ends[2], pair[2];
	pipe(ends);
	socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
	int files[] = {open("empty", O_RDWR | O_CREAT, 0600), open("/dev/zero", O_RDWR), open("/dev/null", O_RDWR), ends[0], ends[1], pair[0], 99};
	struct iovec part = {BEYOND, 0};
	for (int i = 0; i < 7; i++) {
		printf("file %d\n", i);
		SHOW(read(files[i], BEYOND, 0));
		SHOW(write(files[i], BEYOND, 0));
		SHOW(pread(files[i], BEYOND, 0, 0));
		SHOW(pwrite(files[i], BEYOND, 0, 0));
		SHOW(writev(files[i], &part, 1));
		SHOW(preadv(files[i], &part, 1, 0));
	}
	SHOW(read(files[0], BEYOND, 10));
	SHOW(write(files[2], BEYOND, 10));
	SHOW(recv(pair[0], BEYOND, 0, MSG_DONTWAIT));
	SHOW(getrandom(BEYOND, 0, 0));
	return 0;
}
