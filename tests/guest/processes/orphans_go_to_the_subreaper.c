#include "behaviour.h"
#include <sys/prctl.h>

int main(void)
{
	int line[2], who[2];
	make_pipe(line);
	make_pipe(who);
	SHOW(prctl(PR_SET_CHILD_SUBREAPER, 1));
	int on = -1;
	SHOW(prctl(PR_GET_CHILD_SUBREAPER, &on));
	printf("on %d\n", on);
	pid_t middle = fork();
	if (middle == 0) {
		pid_t grandchild = fork();
		if (grandchild == 0) {
			await(line); /* until the middle one is gone */
			pid_t parent = getppid();
			write(who[1], &parent, sizeof parent);
			_exit(6);
		}
		_exit(1);
	}
	show_status(wait_status(middle));
	tell(line);
	pid_t parent;
	CHECK(read(who[0], &parent, sizeof parent) == sizeof parent);
	printf("the orphan's parent is %s\n", parent == getpid() ? "the subreaper" : "another");
	int status;
	pid_t got = wait(&status);
	printf("reaped %s: ", got != middle ? "the orphan" : "?");
	show_status(status);
	SHOW(wait(NULL));
}
