/* 100 MB through a pipe, in pieces of 64 KiB. */
#include <sys/wait.h>
#include <unistd.h>
#define TOTAL 100000000L
static char piece[65536];
int main(void)
{
	int ends[2];
	if (pipe(ends))
		return 1;
	if (fork() == 0) {
		close(ends[0]);
		for (long left = TOTAL; left > 0;) {
			long size = left < (long)sizeof piece ? left : (long)sizeof piece;
			long done = write(ends[1], piece, size);
			if (done <= 0)
				_exit(1);
			left -= done;
		}
		_exit(0);
	}
	close(ends[1]);
	long got, sum = 0;
	while ((got = read(ends[0], piece, sizeof piece)) > 0)
		sum += got;
	wait(NULL);
	return sum != TOTAL;
}
