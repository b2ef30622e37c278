#include "behaviour.h"

static long fill(int size)
{
	int p[2];
	CHECK(pipe2(p, O_NONBLOCK) == 0);
	char *buffer = calloc(1, size);
	long total = 0, n;
	while ((n = write(p[1], buffer, size)) > 0)
		total += n;
	CHECK(errno == EAGAIN);
	close(p[0]);
	close(p[1]);
	free(buffer);
	return total;
}

int main(void)
{
	int sizes[] = { 1, 100, 1000, 4095, 4096, 4097, 5000, 8192, 10000, 65535, 65536, 70000 };
	for (unsigned i = 0; i < sizeof sizes / sizeof *sizes; i++)
		printf("writes of %d bytes fill it with %ld\n", sizes[i], fill(sizes[i]));
}
