/* Calls with a buffer that reaches into a page beyond the end of a mapped file move what lies before it, as with one that reaches
 * beyond the mapping; with nothing before it, EFAULT. */
#include "behaviour.h"
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>

#define SHOW(call) \
	do { \
		long result = (call); \
		printf("%s: %ld%s%s\n", #call, result, result < 0 ? " " : "", result < 0 ? strerror(errno) : ""); \
	} while (0)

static void through(int flags)
{
	int file = open("bus", O_CREAT | O_RDWR | O_TRUNC, 0600), zeros = open("/dev/zero", O_RDWR), ends[2];
	char text[20];
	ftruncate(file, 4000);
	char *page = mmap(0, 8192, PROT_READ | PROT_WRITE, flags, file, 0), *beyond = page + 4096;
	if (pipe2(ends, O_NONBLOCK) != 0)
		return;
	SHOW(read(zeros, beyond, 10));
	SHOW(read(zeros, beyond - 6, 12));
	SHOW(write(zeros, beyond, 10));
	SHOW(write(ends[1], beyond - 5, 10));
	SHOW(write(ends[1], beyond, 10));
	SHOW(read(ends[0], text, 20));
	SHOW(write(ends[1], "abcdefghij", 10));
	SHOW(read(ends[0], beyond - 4, 10));
	SHOW(read(ends[0], text, 20));
	struct iovec pieces[2] = {{text, 5}, {beyond, 5}};
	SHOW(writev(ends[1], pieces, 2));
	SHOW(read(ends[0], text, 20));
	SHOW(pwrite(file, beyond - 8, 20, 0));
	SHOW(pread(file, beyond - 8, 20, 0));
	SHOW(stat("bus", (struct stat *)beyond));
	SHOW(open(beyond, O_RDONLY));
	SHOW(ftruncate(file, 8192));
	SHOW(read(zeros, beyond - 6, 12));
	SHOW(munmap(page, 8192));
	close(ends[0]);
	close(ends[1]);
	close(zeros);
	close(file);
}

int main(void)
{
	through(MAP_SHARED);
	through(MAP_PRIVATE);
	return 0;
}
