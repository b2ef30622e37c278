#include "behaviour.h"
#include <sched.h>

static int value = 1;
static char stack[65536];
static int function(void *argument) { value = *(int *)argument; return value; }

int main(void)
{
	int argument = 5;
	pid_t pid = clone(function, stack + sizeof stack, CLONE_VM | SIGCHLD, &argument);
	show_status(wait_status(pid));
	printf("%d\n", value);
	argument = 6;
	pid = clone(function, stack + sizeof stack, SIGCHLD, &argument);
	show_status(wait_status(pid));
	printf("%d\n", value);
}
