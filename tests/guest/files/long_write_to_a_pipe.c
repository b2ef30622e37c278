/* write(2) of megabytes to a pipe whose reader is slow: all of it arrives, in order. */
#include "behaviour.h"

static char data[3000000];
static int ends[2];

static int reader(void)
{
	char b[7000];
	size_t at = 0;
	close(ends[1]);
	for (ssize_t n; (n = read(ends[0], b, sizeof b)) > 0; at += n)
		for (ssize_t i = 0; i < n; i++)
			CHECK(b[i] == (char)((at + i) * 31 + (at + i) / 4099));
	printf("%zu\n", at);
	return 0;
}

int main(void)
{
	for (size_t i = 0; i < sizeof data; i++)
		data[i] = i * 31 + i / 4099;
	make_pipe(ends);
	pid_t pid = child(reader);
	close(ends[0]);
	long written = write(ends[1], data, sizeof data);
	close(ends[1]);
	show_status(wait_status(pid));
	printf("%ld\n", written);
	return 0;
}
