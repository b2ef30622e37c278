#include "behaviour.h"
#include <sys/prctl.h>

int main(void)
{
	int go[2];
	make_pipe(go);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	pid_t middle = fork();
	if (middle == 0) {
		pid_t zombie = fork();
		if (zombie == 0)
			_exit(8);
		CHECK(waitid(P_PID, zombie, NULL, WEXITED | WNOWAIT) == 0);
		await(go);
		_exit(1); /* without having reaped it */
	}
	tell(go);
	show_status(wait_status(middle));
	int status;
	CHECK(wait(&status) > 0);
	show_status(status);
	SHOW(wait(NULL));
}
