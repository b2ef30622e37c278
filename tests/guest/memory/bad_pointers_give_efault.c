#include "faults.h"
#include <time.h>
int main(void)
{
	char *p = anonymous(2 * PAGE);
	munmap(p + PAGE, PAGE);
	char *ro = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *none = mmap(NULL, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int ends[2], fd = file_of("f", 64);
	make_pipe(ends);
	SHOW(write(ends[1], (void *)8, 4));
	SHOW(write(ends[1], none, 4));
	SHOW(write(ends[1], ro, 4));
	SHOW(read(ends[0], ro, 4));
	SHOW(read(ends[0], p, 4));
	SHOW(pread(fd, ro, 4, 0));
	SHOW(pread(fd, p + PAGE, 4, 0));
	SHOW(write(fd, p + PAGE - 2, 2));
	SHOW(open((char *)8, O_RDONLY));
	memset(p, 'a', PAGE);
	SHOW(open(p + PAGE - 8, O_RDONLY));
	SHOW(syscall(SYS_clock_gettime, CLOCK_REALTIME, ro));
	SHOW(syscall(SYS_uname, (void *)0xffff800000000000));
	SHOW(syscall(SYS_pipe2, p + PAGE - 4, 0));
}
