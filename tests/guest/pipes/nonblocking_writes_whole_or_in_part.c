// slow
/* pipe(7), "PIPE_BUF": nonblocking writes of up to PIPE_BUF bytes are all or nothing, longer ones are cut to what fits. */
#include "behaviour.h"
#include <sys/ioctl.h>

int main(void)
{
	static char b[200000];
	int sizes[] = {1, 100, 4095, 4096, 4097, 8192, 10000, 65535, 65536, 65537, 100000};
	for (unsigned i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		int p[2], n, turns = 0;
		long total = 0;
		CHECK(pipe2(p, O_NONBLOCK) == 0);
		ssize_t w, last = 0;
		while ((w = write(p[1], b, sizes[i])) > 0)
			total += w, last = w, turns++;
		ioctl(p[0], FIONREAD, &n);
		printf("%d: %d writes, the last %zd, %ld bytes, %s, to read %d\n", sizes[i], turns, last, total, strerrorname_np(errno), n);
		CHECK(read(p[0], b, 5000) == 5000);
		w = write(p[1], b, sizes[i]);
		printf("  5000 read, then %zd\n", w);
		close(p[0]), close(p[1]);
	}
	return 0;
}
