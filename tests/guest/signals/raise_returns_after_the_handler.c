// raise(3): the handler has run when it returns, also in the handler of another; EINVAL for a signal that is none, 0 for the null signal.
#include "behaviour.h"

static volatile int inner, outer;
static void inside(int s) { (void)s; inner++; }
static void around(int s)
{
	(void)s;
	int before = inner;
	raise(SIGUSR2);
	outer += inner - before;
}

int main(void)
{
	signal(SIGUSR1, around);
	signal(SIGUSR2, inside);
	for (int i = 1; i <= 3; i++) {
		SHOW(raise(SIGUSR1));
		printf("outer %d inner %d\n", outer, inner);
	}
	SHOW(raise(0));
	SHOW(raise(-1));
	SHOW(raise(65));
	SHOW(raise(1000));
	SHOW(raise(SIGCHLD));
	SHOW(raise(SIGCONT));
	return 0;
}
