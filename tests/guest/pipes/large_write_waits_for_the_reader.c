#include "behaviour.h"

static int ends[2];

static int reader(void)
{
	close(ends[1]);
	long total = 0, n;
	unsigned sum = 0;
	static char buffer[7777];
	while ((n = read(ends[0], buffer, sizeof buffer)) > 0) {
		for (long i = 0; i < n; i++)
			sum = sum * 31 + (unsigned char)buffer[i];
		total += n;
	}
	printf("read %ld, sum %u\n", total, sum);
	return 0;
}

int main(void)
{
	CHECK(pipe(ends) == 0);
	pid_t pid = child(reader);
	close(ends[0]);
	static char data[300000];
	for (unsigned i = 0; i < sizeof data; i++)
		data[i] = i * 7 + i / 1000;
	SHOW(write(ends[1], data, sizeof data));
	close(ends[1]);
	show_status(wait_status(pid));
}
