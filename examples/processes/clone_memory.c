/* clone(2) with and without CLONE_VM: the child's store is seen by the parent, or is not. */
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>

static char stack[65536] __attribute__((aligned(16)));
static int value;
static int child(void *unused)
{
	(void)unused;
	value++;
	return 0;
}

int main(void)
{
	int flags[] = {0, CLONE_VM};
	for (int i = 0; i < 2; i++) {
		value = 1;
		clone(child, stack + sizeof stack, flags[i] | SIGCHLD, NULL);
		wait(NULL);
		printf("%s CLONE_VM the parent's value is %d\n", flags[i] ? "with" : "without", value);
	}
	return 0;
}
