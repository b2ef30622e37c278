// slow
/* read(2) and write(2) of no bytes on a pipe: they neither wait nor tell of the end, and a broken pipe is not noticed. */
#include "behaviour.h"

int main(void)
{
	int p[2];
	char b[4];
	CHECK(pipe(p) == 0);
	signal(SIGPIPE, SIG_IGN);
	SHOW(read(p[0], b, 0));
	SHOW(write(p[1], b, 0));
	SHOW(read(p[0], NULL, 0));
	SHOW(write(p[1], NULL, 0));
	SHOW(read(p[1], b, 0));
	SHOW(write(p[0], b, 0));
	CHECK(write(p[1], "x", 1) == 1);
	SHOW(read(p[0], b, 0));
	SHOW(read(p[0], b, 4));
	close(p[0]);
	SHOW(write(p[1], b, 0));
	SHOW(write(p[1], b, 1));
	SHOW(write(p[1], (void *)8, 1));
	return 0;
}
