// aio_read(3), aio_write(3), aio_return(3), aio_error(3): EINPROGRESS, then 0, then the count once.
// flags: -lrt
#include "behaviour.h"
#include <aio.h>

int main(void)
{
	int fd = open("file", O_CREAT | O_RDWR | O_TRUNC, 0600);
	char out[] = "0123456789", in[16] = "";
	struct aiocb w = {.aio_fildes = fd, .aio_buf = out, .aio_nbytes = 10, .aio_offset = 5};
	SHOW(aio_write(&w));
	while (aio_error(&w) == EINPROGRESS)
		usleep(1000);
	SHOW(aio_error(&w));
	SHOW(aio_return(&w));
	struct stat st;
	fstat(fd, &st);
	printf("size %ld, offset %ld\n", (long)st.st_size, (long)lseek(fd, 0, SEEK_CUR));
	struct aiocb r = {.aio_fildes = fd, .aio_buf = in, .aio_nbytes = 16, .aio_offset = 7};
	SHOW(aio_read(&r));
	const struct aiocb *list[] = {&r, NULL};
	SHOW(aio_suspend(list, 2, NULL));
	SHOW(aio_error(&r));
	SHOW(aio_return(&r));
	printf("%.8s\n", in);
	struct aiocb bad = {.aio_fildes = -1, .aio_buf = in, .aio_nbytes = 1};
	SHOW(aio_read(&bad));
	while (aio_error(&bad) == EINPROGRESS)
		usleep(1000);
	printf("error %s\n", strerrorname_np(aio_error(&bad)));
	SHOW(aio_return(&bad));
	struct aiocb neg = {.aio_fildes = fd, .aio_buf = in, .aio_nbytes = 1, .aio_offset = -1};
	SHOW(aio_read(&neg));
	while (aio_error(&neg) == EINPROGRESS)
		usleep(1000);
	printf("error %s\n", strerrorname_np(aio_error(&neg)));
	SHOW(aio_return(&neg));
	struct aiocb prio = {.aio_fildes = fd, .aio_buf = in, .aio_nbytes = 1, .aio_reqprio = -1};
	SHOW(aio_read(&prio));
	return 0;
}
