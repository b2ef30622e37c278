// aio_fsync(3): completes after the writes before it; EINVAL for another operation, EBADF for a bad descriptor.
// flags: -lrt
#include "behaviour.h"
#include <aio.h>

int main(void)
{
	int fd = open("file", O_CREAT | O_RDWR | O_TRUNC, 0600);
	static char text[4096];
	struct aiocb w[5], s = {.aio_fildes = fd};
	for (int i = 0; i < 5; i++) {
		memset(&w[i], 0, sizeof w[i]);
		w[i].aio_fildes = fd, w[i].aio_buf = text, w[i].aio_nbytes = sizeof text, w[i].aio_offset = 4096L * i;
		CHECK(aio_write(&w[i]) == 0);
	}
	SHOW(aio_fsync(O_SYNC, &s));
	while (aio_error(&s) == EINPROGRESS)
		usleep(1000);
	int all = 1;
	for (int i = 0; i < 5; i++)
		all &= aio_error(&w[i]) == 0 && aio_return(&w[i]) == 4096;
	printf("%d, all written %d\n", aio_error(&s), all);
	SHOW(aio_return(&s));
	SHOW(aio_fsync(-1, &s));
	s.aio_fildes = -1;
	SHOW(aio_fsync(O_SYNC, &s));
	int r = open("/dev/null", O_RDONLY);
	s.aio_fildes = r;
	SHOW(aio_fsync(O_SYNC, &s));
	return 0;
}
