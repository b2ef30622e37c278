// siginterrupt(3): with 0 a read is restarted, with 1 it ends with EINTR.
#include "behaviour.h"
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

static int ends[2];
static int count;
static void handler(int s)
{
	(void)s;
	if (++count % 2 == 0)
		(void)!write(ends[1], "x", 1);
	else
		alarm(1);
}

int main(void)
{
	char b;
	CHECK(pipe(ends) == 0);
	signal(SIGALRM, handler);
	for (int flag = 0; flag < 2; flag++) {
		SHOW(siginterrupt(SIGALRM, flag));
		struct sigaction a;
		sigaction(SIGALRM, NULL, &a);
		printf("restart %d\n", !!(a.sa_flags & SA_RESTART));
		alarm(1);
		SHOW(read(ends[0], &b, 1));
	}
	SHOW(siginterrupt(0, 1));
	SHOW(siginterrupt(99, 1));
	SHOW(siginterrupt(SIGKILL, 1));
	return 0;
}
