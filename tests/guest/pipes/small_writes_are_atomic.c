#include "behaviour.h"

/* Two writers of PIPE_BUF bytes each never mix; the reader reads byte by byte and counts the runs. */
static int ends[2];

static int writer_of(char c)
{
	char block[4096];
	memset(block, c, sizeof block);
	for (int i = 0; i < 20; i++)
		CHECK(write(ends[1], block, sizeof block) == sizeof block);
	return 0;
}

static int writer_a(void) { return writer_of('a'); }
static int writer_b(void) { return writer_of('b'); }

int main(void)
{
	CHECK(pipe(ends) == 0);
	child(writer_a);
	child(writer_b);
	close(ends[1]);
	char buffer[3000], last = 0;
	long run = 0, n, total = 0;
	int broken = 0;
	while ((n = read(ends[0], buffer, sizeof buffer)) > 0)
		for (long i = 0; i < n; i++, total++) {
			if (buffer[i] != last && run % 4096)
				broken++;
			if (buffer[i] != last)
				run = 0;
			last = buffer[i];
			run++;
		}
	printf("%ld bytes, %d blocks broken\n", total, broken);
	while (wait(NULL) > 0)
		;
}
