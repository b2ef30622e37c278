/* fork(2) copies, vfork(2) lends: after vfork the parent sleeps until the child ends, and finds what it stored. */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile int value;

int main(void)
{
	if (fork() == 0) {
		value = 1;
		_exit(0);
	}
	wait(NULL);
	printf("after fork: %d\n", value);
	fflush(stdout);
	if (vfork() == 0) {
		value = 1;
		_exit(0); /* nothing else is allowed here but exec */
	}
	printf("after vfork: %d\n", value);
	wait(NULL);
	return 0;
}
