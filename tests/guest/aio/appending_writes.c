// aio_write(3) with O_APPEND: in the order of the calls, whatever the offset.
// flags: -lrt
#include "behaviour.h"
#include <aio.h>

int main(void)
{
	int fd = open("file", O_CREAT | O_RDWR | O_TRUNC | O_APPEND, 0600);
	struct aiocb w[10];
	char text[10][2];
	for (int i = 0; i < 10; i++) {
		memset(&w[i], 0, sizeof w[i]);
		text[i][0] = 'a' + i;
		w[i].aio_fildes = fd, w[i].aio_buf = text[i], w[i].aio_nbytes = 1, w[i].aio_offset = 3;
		CHECK(aio_write(&w[i]) == 0);
	}
	for (int i = 0; i < 10; i++) {
		const struct aiocb *one[] = {&w[i]};
		while (aio_error(&w[i]) == EINPROGRESS)
			aio_suspend(one, 1, NULL);
		CHECK(aio_return(&w[i]) == 1);
	}
	char in[16] = "";
	SHOW(pread(fd, in, 16, 0));
	printf("%s\n", in);
	return 0;
}
