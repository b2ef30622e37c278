// pid-1
#include "behaviour.h"

static int go[2];
static int sleeper(void)
{
	tell(go);
	pause();
	printf("not here\n");
	return 0;
}

int main(void)
{
	make_pipe(go);
	child(sleeper);
	await(go);
	printf("now\n");
	fflush(stdout);
	*(volatile int *)0 = 1;
}
