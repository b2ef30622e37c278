#include "behaviour.h"

/* Once the child has called execve, parent and program run at the same time: the parent is not kept waiting until a
 * program, however short, has ended. */
int main(void)
{
	int parent_was_first = 0;
	for (int i = 0; i < 20; i++) {
		int status;
		pid_t pid = vfork();
		if (pid == 0) {
			execl("/bin/true", "true", NULL);
			_exit(127);
		}
		if (waitpid(pid, &status, WNOHANG) == 0) {
			parent_was_first++;
			status = wait_status(pid);
		}
		CHECK(status == 0);
	}
	SHOW(parent_was_first > 0);
}
