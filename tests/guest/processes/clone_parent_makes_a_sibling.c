#include "behaviour.h"
#include <sched.h>

int main(void)
{
	int line[2];
	make_pipe(line);
	pid_t middle = fork();
	if (middle == 0) {
		pid_t sibling = syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0);
		if (sibling == 0)
			_exit(7);
		write(line[1], &sibling, sizeof sibling);
		SHOW(waitpid(sibling, NULL, 0));
		fflush(stdout);
		_exit(1);
	}
	pid_t sibling;
	CHECK(read(line[0], &sibling, sizeof sibling) == sizeof sibling);
	show_status(wait_status(middle));
	show_status(wait_status(sibling));
}
