/* PR_SET_PDEATHSIG: the child gets the signal when its parent ends; a fork does not take the setting along. */
#include "behaviour.h"
#include <sys/prctl.h>

static int ready[2], never[2], done[2];

static void handler(int number)
{
	printf("signal: %s\n", signal_name(number));
	fflush(stdout);
	tell(done);
	_exit(5);
}

static int grandchild(void)
{
	int signal = -1;
	CHECK(prctl(PR_GET_PDEATHSIG, &signal) == 0);
	printf("after fork: %d\n", signal);
	return 0;
}

static int orphan(void)
{
	int number = -1;
	signal(SIGUSR1, handler);
	CHECK(prctl(PR_SET_PDEATHSIG, SIGUSR1) == 0);
	CHECK(prctl(PR_GET_PDEATHSIG, &number) == 0);
	printf("set: %s\n", signal_name(number));
	SHOW(prctl(PR_SET_PDEATHSIG, 65));
	SHOW(prctl(PR_SET_PDEATHSIG, -1));
	show_status(wait_status(child(grandchild)));
	fflush(stdout);
	tell(ready);
	await(never);
	return 1;
}

static int parent(void)
{
	child(orphan);
	await(ready);
	return 3;
}

int main(void)
{
	CHECK(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0);
	make_pipe(ready);
	make_pipe(never);
	make_pipe(done);
	show_status(wait_status(child(parent)));
	await(done);
	int status;
	CHECK(wait(&status) > 0);
	show_status(status);
	return 0;
}
