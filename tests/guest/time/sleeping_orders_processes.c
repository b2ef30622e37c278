#include "behaviour.h"

static int ends[2];
static int mine;

static int sleeper(void)
{
	char c = '0' + mine;
	usleep(mine * 30000);
	CHECK(write(ends[1], &c, 1) == 1);
	return 0;
}

int main(void)
{
	int order[] = {5, 2, 8, 1, 9, 3};
	make_pipe(ends);
	for (int i = 0; i < 6; i++) {
		mine = order[i];
		child(sleeper);
	}
	for (int i = 0; i < 6; i++) {
		char c;
		CHECK(read(ends[0], &c, 1) == 1);
		putchar(c);
	}
	putchar('\n');
	return 0;
}
