// The child asks for its parent while that ends.
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	pid_t first = getpid();
	if (!fork()) {
		pid_t middle = getpid();
		if (!fork()) {
			printf("%s\n", getppid() == middle ? "has its parent" : getppid() == first ? "was adopted" : "?");
			fflush(stdout);
		}
		_exit(0);
	}
	while (wait(NULL) > 0)
		;
	return 0;
}
