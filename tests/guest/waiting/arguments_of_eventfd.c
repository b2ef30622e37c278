// slow
/* eventfd(2): flags, sizes of transfers, and the value that cannot be written. */
#include "behaviour.h"
#include <sys/eventfd.h>

int main(void)
{
	uint64_t v = 0xffffffffffffffffULL;
	char b[16] = {0};
	SHOW(eventfd(0, O_APPEND));
	int e = eventfd(0xffffffff, EFD_NONBLOCK | EFD_CLOEXEC);
	SHOW(fcntl(e, F_GETFD));
	SHOW(read(e, b, 7));
	SHOW(write(e, b, 7));
	SHOW(write(e, &v, 8));
	SHOW(read(e, b, 16));
	printf("%llx\n", (unsigned long long)*(uint64_t *)b);
	SHOW(read(e, b, 8));
	v = 0xfffffffffffffffeULL;
	SHOW(write(e, &v, 8));
	v = 1;
	SHOW(write(e, &v, 8));
	v = 0;
	SHOW(write(e, &v, 16));
	SHOW(write(e, (void *)8, 8));
	SHOW(read(e, b, 8));
	SHOW(ftruncate(e, 0));
	SHOW(fsync(e));
	return 0;
}
