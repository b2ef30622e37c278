// slow
/* fifo(7): end of file only when the last writer has gone, each byte to one reader, EPIPE only without any reader, opened again. */
#include "behaviour.h"

int main(void)
{
	char c;
	signal(SIGPIPE, SIG_IGN);
	mkfifo("p", 0600);
	int r1 = open("p", O_RDONLY | O_NONBLOCK), r2 = open("p", O_RDONLY | O_NONBLOCK), w1 = open("p", O_WRONLY), w2 = open("p", O_WRONLY);
	SHOW(write(w1, "ab", 2));
	SHOW(read(r1, &c, 1));
	SHOW(read(r2, &c, 1));
	printf("%c\n", c);
	SHOW(close(w1));
	SHOW(read(r1, &c, 1));
	SHOW(close(r1));
	SHOW(write(w2, "c", 1));
	SHOW(close(r2));
	SHOW(write(w2, "d", 1));
	r1 = open("p", O_RDONLY | O_NONBLOCK);
	SHOW(read(r1, &c, 1));
	SHOW(write(w2, "e", 1));
	SHOW(close(w2));
	SHOW(read(r1, &c, 1));
	SHOW(read(r1, &c, 1));
	SHOW(unlink("p"));
	mkfifo("p", 0600);
	SHOW(open("p", O_WRONLY | O_NONBLOCK));
	return 0;
}
