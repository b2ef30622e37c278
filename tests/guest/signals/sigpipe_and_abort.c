#include "behaviour.h"

static void handler(int number)
{
	printf("handler of %d\n", number);
}

static int broken_pipe(void)
{
	int ends[2];
	make_pipe(ends);
	close(ends[0]);
	write(ends[1], "x", 1);
	return 0;
}

static int aborts(void)
{
	signal(SIGABRT, handler);
	fflush(stdout);
	abort();
}

static int aborts_blocked(void)
{
	sigset_t set;
	sigfillset(&set);
	sigprocmask(SIG_SETMASK, &set, NULL);
	signal(SIGABRT, SIG_IGN);
	abort();
}

int main(void)
{
	int ends[2];
	show_status(wait_status(child(broken_pipe)));
	show_status(wait_status(child(aborts)));
	show_status(wait_status(child(aborts_blocked)));
	make_pipe(ends);
	close(ends[0]);
	signal(SIGPIPE, handler);
	SHOW(write(ends[1], "x", 1));
	signal(SIGPIPE, SIG_IGN);
	SHOW(write(ends[1], "x", 1));
	return 0;
}
