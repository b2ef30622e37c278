#include "behaviour.h"

int main(void)
{
	volatile int value = 1;
	printf("before\n");
	fflush(stdout);
	pid_t pid = vfork();
	if (pid == 0) {
		write(1, "child\n", 6);
		value = 2;
		_exit(value);
	}
	printf("parent: %d\n", value);
	show_status(wait_status(pid));
}
